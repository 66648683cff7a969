"""The way out: what is claimed, when it may leave, how it ended, one dispatcher a channel."""
