"""Stories: conversations a brand's staff write down, played through the real engine."""
