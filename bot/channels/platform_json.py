"""JSON that platforms tell, read so that nothing is raised that nobody knows of. Pure."""

from typing import Final

import msgspec

UNREADABLE: Final = (msgspec.MsgspecError, ValueError, RecursionError)
"""What reading JSON may raise, whatever it is."""

_ZERO = rb"\u0000"
"""How JSON writes the zero character."""


def without_zeros(data: bytes) -> bytes:
    """Return JSON whose texts hold no zero character, for no store takes it; it is very rare.

    Args:
        data: as it came; it is decoded only where such a character may be in it.

    Raises:
        UNREADABLE: it had to be decoded, and is no JSON.
    """
    if _ZERO not in data:
        return data
    return msgspec.json.encode(_emptied(msgspec.json.decode(data)))


def _emptied(value: object) -> object:
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_emptied(inner) for inner in value]
        case dict():
            return {_emptied(name): _emptied(inner) for name, inner in value.items()}
        case _:
            return value
