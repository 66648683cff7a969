"""A map that forgets what was not used for long: for channels, tokens and the like."""

from collections import OrderedDict
from typing import Generic, TypeVar

MOST = 4_096
"""Remembered at once: a look-up is one request, so forgetting costs little."""

Value = TypeVar("Value")


class Latest(Generic[Value]):
    """A map that keeps what was used last and forgets the rest.

    Args:
        most: how many entries it keeps.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Value | None:
        """Return what is kept under a key, None where nothing is."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def put(self, key: str, value: Value) -> None:
        """Keep a value, and forget what was used least where there are too many."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
