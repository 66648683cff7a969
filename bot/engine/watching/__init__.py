"""Watching what has to go on: the event loop, the store, and code that is not ours."""
