"""Light Markdown: the marks that authors write, as runs of styled text, and back.

The grammar is regular on purpose. Marks are taken off one kind after the other: escapes, code,
links, then strong, struck and emphasised text; spans of different kinds may overlap freely.
Reading takes time in proportion to the text, whatever it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import Struct, field

_STRONG, _EMPHASIS, _STRUCK, _CODE, _ADDRESS = 1, 2, 4, 8, 16
_LINK = 5
"""Bits of a character's style; above them stands the number of its link, counted from 1."""

_SPANNING = (_STRONG, _EMPHASIS, _STRUCK)
"""Styles whose marks need something beside them that is no white space."""

_MARK = re.compile(r"[*_`\[~\\]")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_FENCE = re.compile(r"`+")
_LABEL = re.compile(r"\[([^\[\]]+)\]\((?=\S)")
_END_OF_ADDRESS = re.compile(r"[\s)]")
_PAIRS = (
    (_STRONG, re.compile(r"(?<!\*)\*\*(?!\s)"), re.compile(r"(?<!\s)\*\*(?!\*)")),
    (_STRONG, re.compile(r"(?<![\w_])__(?!\s)"), re.compile(r"(?<!\s)__(?![\w_])")),
    (_STRUCK, re.compile(r"~~(?!\s)"), re.compile(r"(?<!\s)~~")),
)
_SINGLE = (
    re.compile(r"(?<!\*)\*(?!\s)([^*]+?)(?<!\s)\*(?!\*)"),
    re.compile(r"(?<![\w_])_(?!\s)([^_]+?)(?<!\s)_(?![\w_])"),
)
"""Strong before plain emphasis, so that the inner mark of two is not taken for the outer."""

_SHIELD = "\ue000"
_SHIELDED = dict.fromkeys(range(ord("!"), ord("~") + 1), _SHIELD)
"""How what is literal looks to the rules that follow: no mark, no letter, no white space."""

_ACTIVE = re.compile(r"([\\`*_\[\]~<>|])|(?<![^\n])([#+-])(?=\s)")
_ACTIVE_IN_CODE = re.compile(r"[\\`]")
_ACTIVE_IN_ADDRESS = re.compile(r"[\\`)]")
_NO_ADDRESS = re.compile(r"\s|^$")


class Run(Struct, frozen=True, omit_defaults=True):
    """A piece of text in one style; `link` is the address that it leads to."""

    text: str
    strong: bool = False
    emphasis: bool = False
    struck: bool = False
    code: bool = False
    link: str | None = None


def parse(markdown: str) -> tuple[Run, ...]:
    """Return the text in its styles, normalised; a link shows its label. Any text is valid."""
    if not _MARK.search(markdown):
        return (Run(markdown),) if markdown else ()
    draft = _read(markdown)
    kept = [at for at, style in enumerate(draft.styles) if not style & _ADDRESS]
    text = "".join(draft.shown[at] for at in kept)
    return _runs(text, [draft.styles[at] for at in kept], list(draft.links))


def unmarked(markdown: str) -> str:
    """Return the text without its marks; a link keeps its address behind it in parentheses."""
    return _read(markdown).shown if _MARK.search(markdown) else markdown


def write(runs: Iterable[Run]) -> str:
    """Return Markdown that `parse` reads as these runs, normalised."""
    parts: list[str] = []
    before = Run("")
    for run in (*normalised(runs), Run("")):
        parts += (*_between(before, run), _body(run))
        before = run
    return "".join(parts)


def escaped(text: str) -> str:
    """Return Markdown that shows exactly `text`: nothing in it is a mark."""
    return _ACTIVE.sub(r"\\\g<0>", text)


def normalised(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the same text in as few runs as can be.

    White space at either end of what is strong, emphasised or struck is none of these, and an
    address that is empty or holds white space is no link: light Markdown cannot say so.
    """
    links: dict[str, int] = {}
    text: list[str] = []
    styles: list[int] = []
    for run in runs:
        text.append(run.text)
        styles += [_style(run, links)] * len(run.text)
    return _runs("".join(text), styles, list(links))


Span = tuple[int, int, int, int]
"""Where a span starts, where what it holds starts and ends, and where the span ends."""


class _Draft(Struct):
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
        self.seen = "".join((*seen, self.seen[at:]))
        self.shown = "".join((*shown, self.shown[at:]))
        self.styles = styles + self.styles[at:]

    def take_links(self) -> None:
        """Turn each `[label](address)` into `label (address)`; an address alone stays one."""
        seen, shown = list(self.seen), list(self.shown)
        spans: list[Span] = []
        for start, middle, _, end in _links(self.seen):
            label, address = slice(start + 1, middle), slice(middle + 2, end - 1)
            number = self.links.setdefault(self.shown[address], len(self.links) + 1)
            self.styles[label] = [one | number << _LINK for one in self.styles[label]]
            if self._alike(label, address):
                seen[label] = self.seen[label].translate(_SHIELDED)
                spans.append((start, start + 1, middle, end))
                continue
            seen[middle] = shown[middle] = " "
            seen[address] = self.seen[address].translate(_SHIELDED)
            self.styles[middle:end] = [_ADDRESS] * (end - middle)
            spans.append((start, start + 1, end, end))
        self.seen, self.shown = "".join(seen), "".join(shown)
        self.take(spans, 0)

    def _alike(self, label: slice, address: slice) -> bool:
        same = self.shown[label] == self.shown[address]
        return same and self.seen[label] == self.seen[address]


def _read(markdown: str) -> _Draft:
    draft = _Draft(markdown, markdown, [0] * len(markdown))
    escapes = ((at, at + 1, at + 2, at + 2) for at in _starts(_ESCAPED, markdown))
    draft.take(escapes, 0, literal=True)
    draft.take(_code(draft.seen), _CODE, literal=True)
    draft.take_links()
    for style, opening, closing in _PAIRS:
        draft.take(_paired(draft.seen, opening, closing), style)
    for single in _SINGLE:
        found = single.finditer(draft.seen)
        draft.take(((one.start(), *one.span(1), one.end()) for one in found), _EMPHASIS)
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


def _runs(text: str, styles: list[int], links: list[str]) -> tuple[Run, ...]:
    for style in _SPANNING:
        _trim(text, styles, style)
    runs = []
    at = 0
    for style, alike in groupby(styles):
        end = at + len(list(alike))
        runs.append(_run(text[at:end], style, links))
        at = end
    return tuple(runs)


def _trim(text: str, styles: list[int], style: int) -> None:
    """Take a style from the white space at both ends of each stretch that has it."""
    for places in (range(len(text)), range(len(text) - 1, -1, -1)):
        inside = False
        for at in places:
            inside = bool(styles[at] & style) and (inside or not text[at].isspace())
            if not inside:
                styles[at] &= ~style


def _run(text: str, style: int, links: list[str]) -> Run:
    link = style >> _LINK
    return Run(
        text,
        strong=bool(style & _STRONG),
        emphasis=bool(style & _EMPHASIS),
        struck=bool(style & _STRUCK),
        code=bool(style & _CODE),
        link=links[link - 1] if link else None,
    )


def _style(run: Run, links: dict[str, int]) -> int:
    style = run.strong * _STRONG | run.emphasis * _EMPHASIS
    style |= run.struck * _STRUCK | run.code * _CODE
    if run.link is None or _NO_ADDRESS.search(run.link):
        return style
    return style | links.setdefault(run.link, len(links) + 1) << _LINK


def _between(before: Run, after: Run) -> Iterator[str]:
    """Yield the marks between two runs: marks of styles stand outside those of a link."""
    if before.link is not None and before.link != after.link:
        yield f"]({_ACTIVE_IN_ADDRESS.sub(_backslashed, before.link)})"
    marks = (
        ("~~", before.struck, after.struck),
        ("**", before.strong, after.strong),
        ("*", before.emphasis, after.emphasis),
    )
    yield from (mark for mark, was, stays in marks if was and not stays)
    yield from (mark for mark, was, comes in marks if comes and not was)
    if after.link is not None and before.link != after.link:
        yield "["


def _body(run: Run) -> str:
    return f"`{_ACTIVE_IN_CODE.sub(_backslashed, run.text)}`" if run.code else escaped(run.text)


def _backslashed(found: re.Match[str]) -> str:
    return "\\" + found[0]
