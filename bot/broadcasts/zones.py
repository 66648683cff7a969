"""Whose clock a time is read from, and by which edition of the zone database."""

from datetime import timedelta, timezone
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Literal
from zoneinfo import TZPATH, ZoneInfo

from msgspec import Struct

EAST = timezone(timedelta(hours=14))
"""Where a day begins first: a time in each person's zone comes here before anywhere else."""

WEST = timezone(timedelta(hours=-12))
"""Where it comes last."""

WIDTH = timedelta(hours=26)
"""How long a time takes from one to the other."""

Standing = Literal["known", "unknown", "invalid"]


class PersonsZone(Struct, frozen=True):
    """The zone that a person's times are read from, and whether they have told it."""

    zone: str
    standing: Standing


def persons_zone(chosen: str | None, told: str | None, brand: str) -> PersonsZone:
    """Return a person's zone, the brand's where they have told none, or one that there is not.

    Args:
        chosen: what the person said, None where they did not.
        told: what their platform says.
        brand: the zone of the brand.
    """
    for name in (chosen, told):
        if name is not None and is_zone(name):
            return PersonsZone(name, "known")
    return PersonsZone(brand, "unknown" if chosen is None and told is None else "invalid")


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Say whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


@lru_cache(maxsize=1)
def zone_edition() -> str:
    """Return which edition of the zone database this process goes by, such as `2026b`."""
    for folder in TZPATH:
        if (edition := _edition_in(Path(folder))) is not None:
            return edition
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except (ImportError, AttributeError):
        return "unknown"


def _edition_in(folder: Path) -> str | None:
    """Return the edition of the zones in a folder, None where it holds none."""
    try:
        with (folder / "tzdata.zi").open(encoding="utf-8") as text:
            return text.readline().removeprefix("# version ").strip()
    except (OSError, ValueError):
        pass
    rome = folder / "Europe" / "Rome"
    return str(int(rome.stat().st_mtime)) if rome.exists() else None
