"""The methods that bots call, one module for each kind."""
