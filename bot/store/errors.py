"""What the store may fail with, whatever database stands behind it."""

RETRY_SECONDS = 1.0
"""How long to wait before asking an unavailable store again."""


class StoreUnavailable(Exception):  # noqa: N818 - it names a state of the world, not a mistake
    """The database could not take the work now (disk full, locked, unreadable): nothing was kept.

    The same unit may be run again later.
    """


class StoreSettingFault(ValueError):  # noqa: N818 - it is shown as a fault
    """The database setting cannot be used; the message says why, without secrets."""
