"""The grammar of light Markdown: which signs are marks, and what the text is without them.

It is regular on purpose. Marks are taken off one kind after the other: escapes, code, links, then
strong, struck and emphasised text; spans of different kinds may overlap freely. Reading takes time
in proportion to the text, whatever it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from bot.core.lazy_pattern import lazy_pattern

STRONG, EMPHASIS, STRUCK, CODE, ADDRESS = 1, 2, 4, 8, 16
LINK = 5
"""Bits of a character's style; above them stands the number of its link, counted from 1."""

_ESCAPED = lazy_pattern(r"\\[!-/:-@\[-`{-~]")
_FENCE = lazy_pattern(r"`+")
_LABEL = lazy_pattern(r"\[([^\[\]]+)\]\((?=\S)")
_END_OF_ADDRESS = lazy_pattern(r"[\s)]")
_PAIRS = (
    ("**", STRONG, lazy_pattern(r"(?<!\*)\*\*(?!\s)"), lazy_pattern(r"(?<!\s)\*\*(?!\*)")),
    ("__", STRONG, lazy_pattern(r"(?<![\w_])__(?!\s)"), lazy_pattern(r"(?<!\s)__(?![\w_])")),
    ("~~", STRUCK, lazy_pattern(r"~~(?!\s)"), lazy_pattern(r"(?<!\s)~~")),
)
_SINGLE = (
    ("*", lazy_pattern(r"(?<!\*)\*(?!\s)([^*]+?)(?<!\s)\*(?!\*)")),
    ("_", lazy_pattern(r"(?<![\w_])_(?!\s)([^_]+?)(?<!\s)_(?![\w_])")),
)
"""Each with its mark: most texts have few kinds of them, and are not searched for the others.
Strong before plain emphasis, so that the inner mark of two is not taken for the outer."""

_SHIELD = "\ue000"
_SHIELDED = dict.fromkeys(range(ord("!"), ord("~") + 1), _SHIELD)
"""How what is literal looks to the rules that follow: no mark, no letter, no white space."""

Span = tuple[int, int, int, int]
"""Where a span starts, where what it holds starts and ends, and where the span ends."""


class Draft(Struct):
    """A text while its marks are taken off, character by character.

    `seen` is what the rules look at, `shown` what people read, `styles` how; all of one length.
    `links` numbers the addresses, from 1.
    """

    seen: str
    shown: str
    styles: list[int]
    links: dict[str, int] = field(default_factory=dict)

    def take(self, spans: Iterable[Span], style: int, *, literal: bool = False) -> None:
        """Take the marks of these spans off, and give what they hold a style."""
        seen: list[str] = []
        shown: list[str] = []
        styles: list[int] = []
        at = 0
        for start, inner, inner_end, end in spans:
            held = self.seen[inner:inner_end]
            seen += (self.seen[at:start], held.translate(_SHIELDED) if literal else held)
            shown += (self.shown[at:start], self.shown[inner:inner_end])
            styles += self.styles[at:start]
            styles += [one | style for one in self.styles[inner:inner_end]]
            at = end
        if not seen:
            return
        self.seen = "".join((*seen, self.seen[at:]))
        self.shown = "".join((*shown, self.shown[at:]))
        self.styles = styles + self.styles[at:]

    def take_links(self) -> None:
        """Turn each `[label](address)` into `label (address)`; an address alone stays one."""
        found = list(_links(self.seen))
        if not found:
            return
        seen, shown = list(self.seen), list(self.shown)
        spans: list[Span] = []
        for start, middle, _, end in found:
            label, address = slice(start + 1, middle), slice(middle + 2, end - 1)
            number = self.links.setdefault(self.shown[address], len(self.links) + 1)
            self.styles[label] = [one | number << LINK for one in self.styles[label]]
            if self._alike(label, address):
                seen[label] = self.seen[label].translate(_SHIELDED)
                spans.append((start, start + 1, middle, end))
                continue
            seen[middle] = shown[middle] = " "
            seen[address] = self.seen[address].translate(_SHIELDED)
            self.styles[middle:end] = [ADDRESS] * (end - middle)
            spans.append((start, start + 1, end, end))
        self.seen, self.shown = "".join(seen), "".join(shown)
        self.take(spans, 0)

    def _alike(self, label: slice, address: slice) -> bool:
        same = self.shown[label] == self.shown[address]
        return same and self.seen[label] == self.seen[address]


def read_marks(markdown: str) -> Draft:
    """Return a text without its marks, and the style of each of its characters."""
    draft = Draft(markdown, markdown, [0] * len(markdown))
    if "\\" in markdown:
        escapes = ((at, at + 1, at + 2, at + 2) for at in _starts(_ESCAPED, markdown))
        draft.take(escapes, 0, literal=True)
    if "`" in draft.seen:
        draft.take(_code(draft.seen), CODE, literal=True)
    draft.take_links()
    for mark, style, opening, closing in _PAIRS:
        if mark in draft.seen:
            draft.take(_paired(draft.seen, opening, closing), style)
    for mark, single in _SINGLE:
        if mark in draft.seen:
            found = single.finditer(draft.seen)
            draft.take(((one.start(), *one.span(1), one.end()) for one in found), EMPHASIS)
    return draft


def _starts(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    return (found.start() for found in pattern.finditer(text))


def _code(text: str) -> Iterator[Span]:
    """Yield what stands between two rows of as many backticks; the first row may be longer."""
    fences = [found.span() for found in _FENCE.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for start, end in fences:
        by_length.setdefault(end - start, []).append(start)
    at = 0
    for start, inner in fences:
        if start < at:
            continue
        for length in range(inner - start, 0, -1):
            closing = by_length.get(length, ())
            place = bisect_right(closing, start)
            if place < len(closing):
                at = closing[place] + length
                yield inner - length, inner, closing[place], at
                break


def _links(text: str) -> Iterator[Span]:
    """Yield `[label](address)`: where it starts, its label and its address end, and it ends."""
    at = stop = 0
    while found := _LABEL.search(text, at):
        at = found.end()
        if stop <= at:
            end = _END_OF_ADDRESS.search(text, at + 1)
            stop = len(text) if end is None else end.start()
        if text[stop : stop + 1] == ")":
            at = stop + 1
            yield found.start(), found.end(1), stop, at


def _paired(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[Span]:
    """Yield what stands between two marks; where nothing closes, nothing later does either."""
    at = 0
    while begin := opening.search(text, at):
        end = closing.search(text, begin.end() + 1)
        if end is None:
            return
        at = end.end()
        yield begin.start(), begin.end(), end.start(), at
