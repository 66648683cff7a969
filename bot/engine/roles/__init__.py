"""Roles of a brand that one process has at a time, kept by leases in the database."""
