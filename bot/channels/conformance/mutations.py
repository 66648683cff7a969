"""What may become of an update on its way: every place of it other than expected, one at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
Place = tuple[str | int, ...]
"""The way to a value inside of others: keys and numbers."""

_DEEP = 200


def _nested(depth: int) -> Json:
    found: Json = []
    for _ in range(depth):
        found = [found]
    return found


ODD: tuple[Json, ...] = (
    *(None, True, 0, -1, 2**63, 10**400, 1e308, float("nan"), 0.5),
    *("", " ", "\0", "\ud800", "x" * 5_000, "🇮🇹e\u0301\u202e", "0", "-1", "http://["),
    *([], {}, [[]], {"": None}, [None, 1, "x"], _nested(_DEEP)),
)
"""What stands where something else is expected."""


def mutated(raw: bytes) -> Iterator[bytes]:
    """Yield an update in many wrong forms: each place missing or odd, and the bytes broken.

    Args:
        raw: the update as JSON.
    """
    tree: Json = json.loads(raw)
    for place in places(tree):
        if place:
            yield written(without(tree, place))
        for odd in ODD:
            yield written(with_value(tree, place, odd))
    yield from _broken(raw)


def _broken(raw: bytes) -> Iterator[bytes]:
    for end in range(0, len(raw), max(1, len(raw) // 16)):
        yield raw[:end]
    yield raw[::-1]
    yield raw + raw
    yield b"\xef\xbb\xbf" + raw
    yield raw.replace(b'"', b"\xff", 1)
    yield raw.decode(errors="replace").encode("utf-16")


def written(tree: Json) -> bytes:
    """Return JSON as a platform might write it: lone surrogates escaped, NaN as it is."""
    return json.dumps(tree).encode()


def places(tree: Json, here: Place = ()) -> Iterator[Place]:
    """Yield the way to every value, the whole first."""
    yield here
    match tree:
        case dict():
            for key, value in tree.items():
                yield from places(value, (*here, key))
        case list():
            for number, value in enumerate(tree):
                yield from places(value, (*here, number))
        case _:
            return


def with_value(tree: Json, place: Place, value: Json) -> Json:
    """Return a tree with another value at a place."""
    if not place:
        return value
    first, *rest = place
    match tree:
        case dict() if isinstance(first, str):
            return {**tree, first: with_value(tree.get(first), tuple(rest), value)}
        case list() if isinstance(first, int) and first < len(tree):
            changed = list(tree)
            changed[first] = with_value(tree[first], tuple(rest), value)
            return changed
    return tree


def without(tree: Json, place: Place) -> Json:
    """Return a tree without what stands at a place."""
    *way, last = place
    match value_at(tree, way):
        case dict() as table:
            left: Json = {key: value for key, value in table.items() if key != last}
        case list() as items:
            left = [value for number, value in enumerate(items) if number != last]
        case _:
            return tree
    return with_value(tree, tuple(way), left)


def value_at(tree: Json, place: Sequence[str | int]) -> Json:
    """Return what stands at a place, which there is."""
    for step in place:
        tree = tree[step]  # type: ignore[index]
    return tree
