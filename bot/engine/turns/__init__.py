"""Turns: many events in one transaction, each with its effects as rows."""
