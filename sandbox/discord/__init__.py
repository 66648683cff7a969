"""A stand-in for Discord: its REST API v10 and its gateway on loopback, with people to play."""
