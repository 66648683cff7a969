"""Wrong forms of updates at random, by a seed: several places of one, and parts of others in it."""

import json
from collections.abc import Callable, Sequence
from random import Random

from bot.channels.conformance.mutations import (
    ODD,
    Json,
    Place,
    places,
    value_at,
    with_value,
    without,
    written,
)

MOST_CHANGES = 4
"""Places of one update that are other than expected; most are wrong in one or two."""

_BYTES_BROKEN = 0.1
"""How many have their bytes broken as well."""

_MANY = 50


class Mutator:
    """Makes updates wrong.

    Args:
        seed: from which all chance comes.
        samples: updates as they should be, as JSON.
    """

    def __init__(self, seed: str, samples: Sequence[bytes]) -> None:
        self._random = Random(seed)
        self._trees: Sequence[Json] = [json.loads(sample) for sample in samples]
        self._places = [list(places(tree)) for tree in self._trees]
        self._changes: Sequence[Callable[[Json, Place], Json]] = (
            self._odd,
            self._odd,
            self._missing,
            self._grafted,
            self._repeated,
            self._renamed,
            self._huge,
        )

    def next(self) -> bytes:
        """Return one more update."""
        number = self._random.randrange(len(self._trees))
        tree, known = self._trees[number], self._places[number]
        for _ in range(self._random.randint(1, MOST_CHANGES)):
            change = self._random.choice(self._changes)
            tree = change(tree, self._random.choice(known))
        raw = written(tree)
        return self._broken(raw) if self._random.random() < _BYTES_BROKEN else raw

    def _odd(self, tree: Json, place: Place) -> Json:
        return with_value(tree, place, self._random.choice(ODD))

    def _missing(self, tree: Json, place: Place) -> Json:
        return without(tree, place) if place and _is_there(tree, place) else tree

    def _grafted(self, tree: Json, place: Place) -> Json:
        """Put a part of another update here."""
        number = self._random.randrange(len(self._trees))
        other = value_at(self._trees[number], self._random.choice(self._places[number]))
        return with_value(tree, place, other) if _is_there(tree, place) else tree

    def _repeated(self, tree: Json, place: Place) -> Json:
        if not _is_there(tree, place):
            return tree
        return with_value(
            tree, place, [value_at(tree, place)] * self._random.choice((0, 1, 2, _MANY))
        )

    def _renamed(self, tree: Json, place: Place) -> Json:
        if not place or not isinstance(place[-1], str) or not _is_there(tree, place):
            return tree
        name = self._random.choice(("", "\0", place[-1].upper(), "\ud800", place[-1] * 2))
        return with_value(without(tree, place), (*place[:-1], name), value_at(tree, place))

    def _huge(self, tree: Json, place: Place) -> Json:
        return with_value(tree, place, "ù👍" * self._random.choice((100, 5_000)))

    def _broken(self, raw: bytes) -> bytes:
        at = self._random.randrange(len(raw) + 1)
        match self._random.randrange(4):
            case 0:
                return raw[:at]
            case 1:
                return raw[:at] + self._random.randbytes(3) + raw[at:]
            case 2:
                return raw[:at] + bytes([self._random.randrange(256)]) + raw[at + 1 :]
            case _:
                return raw[at:] + raw[:at]


def _is_there(tree: Json, place: Place) -> bool:
    for step in place:
        match tree:
            case dict() if step in tree:
                tree = tree[step]
            case list() if isinstance(step, int) and step < len(tree):
                tree = tree[step]
            case _:
                return False
    return True
