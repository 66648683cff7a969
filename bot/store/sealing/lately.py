"""What was of use lately, in a bounded memory.

Who is in the middle of a conversation is read again at the next turn, and mostly as it was left.
"""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Remembers what was put in last: at least half of `most`, and at most that many.

    What is new comes into one half; when that is full, what has not been of use since the other one
    was full is forgotten at once. To look for the oldest would cost more than to remember it.

    Args:
        most: how many.
    """

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def find(self, key: K) -> V | None:
        """Return what is remembered under a key, None where nothing is."""
        found = self._new.get(key)
        if found is None and (found := self._old.get(key)) is not None:
            self.remember(key, found)
        return found

    def take(self, key: K) -> V | None:
        """Return what is remembered under a key, and forget it: it is of no use any more."""
        return self._new.pop(key, None) or self._old.pop(key, None)

    def remember(self, key: K, value: V) -> None:
        """Remember a value under a key."""
        new = self._new
        new[key] = value
        if len(new) >= self._half:
            self._old, self._new = new, {}
