"""JSON as it travels: what the two sides of the wire exchange, before it has a meaning."""

from typing import cast

import msgspec

JsonObject = dict[str, object]


def as_object(value: object) -> JsonObject | None:
    """Return a value as the object that it is, None where it is something else."""
    return cast("JsonObject", value) if isinstance(value, dict) else None


def write(value: object) -> bytes:
    """Return a value as JSON."""
    return msgspec.json.encode(value)


def read(body: bytes | str) -> object:
    """Return what JSON says.

    Raises:
        msgspec.MsgspecError: it is no JSON.
    """
    return msgspec.json.decode(body)
