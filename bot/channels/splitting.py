"""Cutting a long text where it reads best, with its styles on both sides of the cut."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import accumulate, pairwise

import msgspec
from msgspec import Struct

from bot.core.clusters import clusters
from bot.core.lazy_pattern import lazy_pattern
from bot.core.lengths import TextUnit, size
from bot.core.markup import Run, normalised

LEAST_LIMIT = 40
"""Units below which a piece may be longer than its limit: one sign with all its marks needs 25."""

_ESCAPED = lazy_pattern(r"[\\`*_\[\]~<>|#+-]|\n[ \t]*\d+\.")
"""What a platform's Markdown may have to put a backslash before; a number may begin a list."""

_SPACE = lazy_pattern(r"((?<!\d)[.!?…][\"'”\u2019»)\]]*)?(\s+)")
"""White space, and the end of a sentence before it: a number and a dot begin a line of a list."""

_FULL_WIDTH_END = lazy_pattern("[\u3002\uff01\uff1f]")
"""The full stop, exclamation and question marks of Chinese and Japanese: no space follows."""

_PART = 3
"""A better place for a cut must leave one part in so many of the limit filled."""


class Room(Struct, frozen=True):
    """How much of a text one message takes: `limit` in `unit`; `marks` says whether these count."""

    limit: int
    unit: TextUnit
    marks: bool = True


class _Cut(IntEnum):
    """How well a text may be cut at a place."""

    INSIDE = 0
    SIGN = 1
    WORD = 2
    SENTENCE = 3
    LINE = 4
    PARAGRAPH = 5


class _Measured(Struct, frozen=True):
    """A text with the places at which it may be cut: offsets, the first 0 and the last its end.

    `before` is the most that all before a place needs, `again` what its style needs once more if
    it is cut there, `cuts` how good that would be.
    """

    runs: tuple[Run, ...]
    starts: list[int]
    text: str
    places: list[int]
    before: list[int]
    again: list[int]
    cuts: list[_Cut]


def needed(runs: Sequence[Run], room: Room) -> int:
    """Return the most that a text needs on any platform: its signs, escapes and marks."""
    text = "".join(run.text for run in runs)
    return _need(text, room) + sum(_marks(run, room) for run in runs)


def split(runs: Sequence[Run], room: Room) -> list[tuple[Run, ...]]:
    """Return the pieces of a text, each of which needs no more than there is room for.

    White space around a cut is dropped. A grapheme cluster is never cut, nor is a link or a code
    span that fits into one piece.

    Args:
        runs: the text.
        room: what one piece may need; its limit is at least `LEAST_LIMIT`.
    """
    measured = _measure(normalised(runs), room)
    trimmed = (_trimmed(measured, first, last) for first, last in _pieces(measured, room.limit))
    return [_slice(measured, start, end) for start, end in trimmed if start < end]


def spelt(runs: Sequence[Run], room: Room) -> tuple[tuple[Run, ...], tuple[str, ...]]:
    """Return the text with those links in words whose address leaves no room for their label.

    Returns:
        The runs, and the addresses that are no longer behind a label.
    """
    told: list[Run] = []
    addresses: list[str] = []
    for run, after in pairwise((*runs, Run(""))):
        if run.link is None or _marks(run, room) <= room.limit // 2:
            told.append(run)
            continue
        told.append(msgspec.structs.replace(run, link=None))
        if run.link != after.link:
            addresses.append(run.link)
            told += () if run.text == run.link else (Run(f" ({run.link})"),)
    return tuple(told), tuple(addresses)


def _measure(runs: tuple[Run, ...], room: Room) -> _Measured:
    text = "".join(run.text for run in runs)
    signs = list(_signs(text, room))
    places = [0, *accumulate(len(sign) for sign in signs)]
    starts = [0, *accumulate(len(run.text) for run in runs)]
    marks = [_marks(run, room) for run in runs]
    sizes = [0, *accumulate(size(sign, room.unit) for sign in signs)]
    escapes = [found.end() for found in _ESCAPED.finditer(text)] if room.marks else []
    opened = [0, *accumulate(marks)]
    before = [
        length + bisect_right(escapes, place) + opened[bisect_left(starts, place)]
        for length, place in zip(sizes, places, strict=True)
    ]
    again = [_cut_marks(place, starts, marks) for place in places]
    cuts = _cuts(text, places)
    measured = _Measured(runs, starts, text, places, before, again, cuts)
    _keep_together(measured, room.limit)
    return measured


def _signs(text: str, room: Room) -> Iterator[str]:
    """Yield what is not cut: grapheme clusters, or code points of one that is absurdly long."""
    for cluster in clusters(text):
        if len(cluster) > 1 and _need(cluster, room) > room.limit // 2:
            yield from cluster
        else:
            yield cluster


def _need(text: str, room: Room) -> int:
    length = size(text, room.unit)
    return length + len(_ESCAPED.findall(text)) if room.marks else length


def _marks(run: Run, room: Room) -> int:
    """Return the most that the marks of a run need, with a sign that keeps them from others."""
    if not room.marks:
        return 0
    told = 4 * run.strong + 4 * run.struck + 2 * run.emphasis + 4 * run.code
    link = 0 if run.link is None else 6 + _need(run.link, room) + run.link.count(")")
    return told + link + (told > 0)


def _cut_marks(place: int, starts: list[int], marks: list[int]) -> int:
    run = bisect_right(starts, place) - 1
    return 0 if starts[run] == place else marks[run]


def _cuts(text: str, places: list[int]) -> list[_Cut]:
    cuts = [_Cut.SIGN] * len(places)
    for found in _FULL_WIDTH_END.finditer(text):
        cuts[bisect_left(places, found.end())] = _Cut.SENTENCE
    for found in _SPACE.finditer(text):
        kind = _kind(found)
        first, last = bisect_left(places, found.start(2)), bisect_right(places, found.end())
        cuts[first:last] = [kind] * (last - first)
    return cuts


def _kind(space: re.Match[str]) -> _Cut:
    match space[2].count("\n"):
        case 0:
            return _Cut.WORD if space[1] is None else _Cut.SENTENCE
        case 1:
            return _Cut.LINE
        case _:
            return _Cut.PARAGRAPH


def _keep_together(measured: _Measured, limit: int) -> None:
    """Forbid cuts inside each link and code span that fits into one piece."""
    places, start = measured.places, 0
    for at, (run, after) in enumerate(pairwise((*measured.runs, Run("")))):
        end = measured.starts[at + 1]
        if _one_span(run, after):
            continue
        if run.link is not None or run.code:
            first, last = bisect_right(places, start), bisect_left(places, end)
            if measured.before[last] - measured.before[first - 1] <= limit:
                measured.cuts[first:last] = [_Cut.INSIDE] * (last - first)
        start = end


def _one_span(run: Run, after: Run) -> bool:
    return (run.link is not None and run.link == after.link) or (run.code and after.code)


def _pieces(measured: _Measured, limit: int) -> Iterator[tuple[int, int]]:
    """Yield which places each piece reaches from and to."""
    before, last, first = measured.before, len(measured.places) - 1, 0
    while first < last:
        most = before[first] + limit - measured.again[first]
        furthest = max(bisect_right(before, most) - 1, first + 1)
        end = last if furthest >= last else _best(measured, first, furthest, limit)
        yield first, end
        first = end


def _best(measured: _Measured, first: int, furthest: int, limit: int) -> int:
    """Return where to end a piece that may reach no further than `furthest`."""
    filled = bisect_left(measured.before, measured.before[first] + limit // _PART)
    enough = range(furthest, max(min(filled, furthest), first + 1) - 1, -1)
    anywhere = range(furthest, first, -1)
    for least in (_Cut.PARAGRAPH, _Cut.LINE, _Cut.SENTENCE, _Cut.WORD):
        for place in enough:
            if measured.cuts[place] >= least:
                return place
    for least in (_Cut.WORD, _Cut.SIGN):
        for place in anywhere:
            if measured.cuts[place] >= least:
                return place
    return furthest


def _trimmed(measured: _Measured, first: int, last: int) -> tuple[int, int]:
    """Return the offsets of a piece without the white space beside its cuts."""
    start, end = measured.places[first], measured.places[last]
    piece = measured.text[start:end]
    if first > 0:
        start = end - len(piece.lstrip())
    if end < len(measured.text):
        end = start + len(measured.text[start:end].rstrip())
    return start, max(start, end)


def _slice(measured: _Measured, start: int, end: int) -> tuple[Run, ...]:
    told = []
    for run, at in zip(measured.runs, measured.starts, strict=False):
        part = run.text[max(0, start - at) : max(0, end - at)]
        if part:
            told.append(msgspec.structs.replace(run, text=part))
    return tuple(told)
