"""What an adapter is: its contract, its capabilities as data, and how content is made to fit."""
