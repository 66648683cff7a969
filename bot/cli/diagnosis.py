"""What `convivio doctor` finds: one thing that it looked at, and what is alike among many."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Literal, TypeVar

from msgspec import Struct

from bot.store.moments import from_moment

T = TypeVar("T")

State = Literal["fine", "left off", "trouble", "broken"]
"""`left off` does not run, or was not looked at; `trouble` is to be known, and keeps nothing from
running; `broken` does keep it."""


class Finding(Struct, frozen=True):
    """One thing that was looked at, how it is, and what to do where it is not fine."""

    about: str
    state: State
    words: str

    def as_json(self) -> dict[str, str]:
        """Return the finding as programs read it."""
        return {"about": self.about, "state": self.state, "words": self.words}


def by_kind(
    rows: Iterable[T], kind: Callable[[T], tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], list[T]]]:
    """Return what is alike together, kind after kind; what is of one kind stays in its order."""
    for key, alike in groupby(sorted(rows, key=kind), key=kind):
        yield key, list(alike)


def written(moment: int) -> str:
    """Return a moment (microseconds since 1970) as findings name it: to the second, in UTC."""
    return from_moment(moment).isoformat(timespec="seconds")
