"""Calls to the outside: taken when they are due, made beside all turns, answered by an event."""
