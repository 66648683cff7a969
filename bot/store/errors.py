"""What the store may fail with, whatever database stands behind it."""

RETRY_SECONDS = 1.0
"""How long to wait before asking an unavailable store again."""


def in_one_line(error: BaseException) -> str:
    """Return what a database's driver says is wrong, as one line."""
    cause = getattr(error, "orig", None) or error
    # What a server says first; the rest repeats the statement with its values.
    said = getattr(getattr(cause, "diag", None), "message_primary", None) or str(cause)
    return " ".join(said.split())


class StoreUnavailable(Exception):  # noqa: N818 - it names a state of the world, not a mistake
    """The database could not take the work now (disk full, locked, unreadable): nothing was kept.

    The same unit may be run again later.
    """


class DatabaseInUse(StoreUnavailable):
    """Another process plays and sends from this database."""


class StoreSettingFault(ValueError):  # noqa: N818 - it is shown as a fault
    """The database setting cannot be used; the message says why, without secrets."""


class EncryptionFault(StoreSettingFault):
    """What is encrypted cannot be read here, or what should be cannot be encrypted."""


class StoreIsNewer(StoreSettingFault):
    """A newer version of the program has made the tables: this one would write them wrongly."""
