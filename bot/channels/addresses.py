"""Addresses that a brand writes among the options of its channels. Pure."""

from collections.abc import Set as AbstractSet
from urllib.parse import SplitResult, urlsplit

_WEB = frozenset({"http", "https"})


def parts_of(written: object, schemes: AbstractSet[str] = _WEB) -> SplitResult | None:
    """Return the parts of an address, None where nothing can be reached there.

    Args:
        written: what the brand wrote.
        schemes: those that it may have, in lower case.
    """
    if not isinstance(written, str):
        return None
    try:
        parts = urlsplit(written)
        reaches = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if reaches else None


def is_root(written: object) -> bool:
    """Say whether a path can be put behind an address of the web, as behind that of an API."""
    parts = parts_of(written)
    return parts is not None and not (parts.query or parts.fragment)
