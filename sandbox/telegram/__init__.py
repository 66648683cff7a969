"""A stand-in for Telegram: its Bot API on loopback, in memory."""
