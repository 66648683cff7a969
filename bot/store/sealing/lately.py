"""What was sealed or opened lately in this process, so that it need not be done again.

Who is in the middle of a conversation is read again at the next turn, and mostly as it was left.
A text is opened from here only in the row in which it was sealed.
"""

from threading import Lock

from bot.store.sealing.rows import Key, Words

MOST_LATELY = 4_000
"""Rows at most, some ten megabytes: what a thousand people have just said and been told."""

MOST_CHARACTERS = 16_384
"""The longest sealed text that is worth it: parts of files are read once."""

Remembered = tuple[str, Words, Key]
"""A row's sealed text, what it holds, and with which key."""


class Lately:
    """The rows that were sealed or opened last, by their names.

    Args:
        most: how many.
    """

    def __init__(self, most: int = MOST_LATELY) -> None:
        self._most = most
        self._rows: dict[str, Remembered] = {}
        self._lock = Lock()
        self.find = self._rows.get
        """Returns a row of this name, None where it is not remembered."""

    def remember(self, name: str, row: Remembered) -> None:
        """Remember a row, and forget the one that is known longest."""
        self._rows[name] = row
        if len(self._rows) > self._most:
            with self._lock:
                del self._rows[next(iter(self._rows))]
