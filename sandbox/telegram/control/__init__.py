"""The control API: tests and the page play people through it, and see what bots did."""
