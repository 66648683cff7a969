"""How far a database in a file had come when its process last looked, kept in a file beside it.

Whoever restores a backup over a file leaves it the same file. But it knows less than what was seen
in its place, and that is how it is told.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from bot.core.ids import BrandId
from bot.store.place import file_of

SUFFIX = "-seen"


def seen_beside(url: str) -> Mapping[BrandId, int]:
    """Return when something last began, by brand, as far as that is kept; microseconds.

    Args:
        url: an SQLAlchemy URL; beside a database in memory or on a server nothing is.
    """
    file = _beside(url)
    if file is None:
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[BrandId, int])
    except (OSError, msgspec.MsgspecError):
        return {}  # nothing is known, and nothing is held against an honest start


def keep_seen(url: str, moments: Mapping[BrandId, int]) -> None:
    """Keep when something last began, in the place of what was kept.

    Args:
        url: an SQLAlchemy URL.
        moments: by brand, of what has been committed.
    """
    file = _beside(url)
    if file is None:
        return
    with suppress(OSError):  # without it an older copy goes unnoticed, which nobody is stopped for
        new = file.with_name(file.name + "~")
        new.write_bytes(msgspec.json.encode(moments))
        new.replace(file)


def _beside(url: str) -> Path | None:
    database = file_of(url)
    return None if database is None else database.with_name(database.name + SUFFIX)
