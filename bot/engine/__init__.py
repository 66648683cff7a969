"""The shell around the machine: intake, turns, effects, the outbox and its dispatcher."""
