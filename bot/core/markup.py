"""Light Markdown: the marks that authors write, as runs of styled text, and back."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby

from msgspec import Struct

from bot.core.lazy_pattern import lazy_pattern
from bot.core.marks import ADDRESS, CODE, EMPHASIS, LINK, STRONG, STRUCK, read_marks

_SPANNING = (STRONG, EMPHASIS, STRUCK)
"""Styles whose marks need something beside them that is no white space."""

_ANY_SPANNING = STRONG | EMPHASIS | STRUCK

_MARK = lazy_pattern(r"[*_`\[~\\]")
_ACTIVE = lazy_pattern(r"([\\`*_\[\]~<>|])|(?<![^\n])([#+-])(?=\s)")
_ACTIVE_IN_CODE = lazy_pattern(r"[\\`]")
_ACTIVE_IN_ADDRESS = lazy_pattern(r"[\\`)]")
_NO_ADDRESS = lazy_pattern(r"\s|^$")


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
    draft = read_marks(markdown)
    if not draft.links:
        return _runs(draft.shown, draft.styles, [])
    kept = [at for at, style in enumerate(draft.styles) if not style & ADDRESS]
    text = "".join([draft.shown[at] for at in kept])
    return _runs(text, [draft.styles[at] for at in kept], list(draft.links))


def unmarked(markdown: str) -> str:
    """Return the text without its marks; a link keeps its address behind it in parentheses."""
    return read_marks(markdown).shown if _MARK.search(markdown) else markdown


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


def _runs(text: str, styles: list[int], links: list[str]) -> tuple[Run, ...]:
    stretches = _stretches(styles)
    if _has_loose_ends(text, stretches):
        for style in _SPANNING:
            _trim(text, styles, style)
        stretches = _stretches(styles)
    return tuple(_run(text[start:end], style, links) for style, start, end in stretches)


def _stretches(styles: list[int]) -> list[tuple[int, int, int]]:
    """Return each style in turn, with where it starts and ends."""
    lengths = [(style, len(list(alike))) for style, alike in groupby(styles)]
    ends = accumulate(length for _, length in lengths)
    return [(style, end - length, end) for (style, length), end in zip(lengths, ends, strict=True)]


def _has_loose_ends(text: str, stretches: list[tuple[int, int, int]]) -> bool:
    """Say whether white space begins or ends what is strong, emphasised or struck."""
    before = 0
    for style, start, _ in (*stretches, (0, len(text), len(text))):
        opened, closed = style & ~before & _ANY_SPANNING, before & ~style & _ANY_SPANNING
        if (opened and text[start].isspace()) or (closed and text[start - 1].isspace()):
            return True
        before = style
    return False


def _trim(text: str, styles: list[int], style: int) -> None:
    """Take a style from the white space at both ends of each stretch that has it."""
    for places in (range(len(text)), range(len(text) - 1, -1, -1)):
        inside = False
        for at in places:
            if not styles[at] & style:
                inside = False
            elif not inside:
                inside = not text[at].isspace()
                styles[at] &= ~(0 if inside else style)


def _run(text: str, style: int, links: list[str]) -> Run:
    link = style >> LINK
    return Run(
        text,
        strong=bool(style & STRONG),
        emphasis=bool(style & EMPHASIS),
        struck=bool(style & STRUCK),
        code=bool(style & CODE),
        link=links[link - 1] if link else None,
    )


def _style(run: Run, links: dict[str, int]) -> int:
    style = run.strong * STRONG | run.emphasis * EMPHASIS
    style |= run.struck * STRUCK | run.code * CODE
    if run.link is None or _NO_ADDRESS.search(run.link):
        return style
    return style | links.setdefault(run.link, len(links) + 1) << LINK


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
