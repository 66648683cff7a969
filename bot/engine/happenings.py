"""What happened, as rows hold it."""

from functools import cache

import msgspec

from bot.core.events import Happening


def read_happening(written: str) -> Happening:
    """Return what happened."""
    return _decoder().decode(written)


@cache
def _decoder() -> msgspec.json.Decoder[Happening]:
    """Return what reads each kind of it, made when the first one is read: it takes milliseconds."""
    return msgspec.json.Decoder(Happening)
