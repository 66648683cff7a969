"""The control API: how a test or a page plays people and lets things go wrong."""
