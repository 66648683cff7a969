"""The words everyone shares: no IO, no framework, no clock, no randomness."""
