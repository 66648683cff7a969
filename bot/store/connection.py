"""The handle that a unit of work is given, so that others need not know the database library."""

from sqlalchemy import Connection

__all__ = ["Connection"]
