"""Stand-ins that speak the platforms' wire protocols on loopback: for tests and a first try."""
