"""Styled text as WhatsApp writes it: *bold*, _italic_, ~struck~ and `code`, which nothing escapes.

A mark counts at the edge of a word only (FAQ: How to format your messages). So a style that begins
or ends inside a word is left out, and a sign of the text that could count as a mark is written as
one that looks like it. Addresses stay as they are. What is written is never longer than Markdown.
"""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import Final

from bot.core.lazy_pattern import lazy_pattern
from bot.core.markup import Run, normalised

_ALIKE: Final = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
"""Asterisk operator, modifier letter low macron, tilde operator, modifier letter grave accent."""

_QUOTING: Final = "\u203a"
"""What stands for a `>` that would make its line a quotation."""

_ADDRESS = lazy_pattern(r"https?://\S+")
_QUOTE = lazy_pattern(r"^>(?=\s)", re.MULTILINE)
_LINE = lazy_pattern(r"[^\n]+")
_CORE = lazy_pattern(r"(\s*)(.*?)(\s*)", re.DOTALL)


def write(runs: Sequence[Run]) -> str:
    """Return the text of these runs with WhatsApp's marks."""
    runs = normalised(_bare(run) if run.code else run for run in runs)
    text = "".join(run.text for run in runs)
    shielded = {at for found in _ADDRESS.finditer(text) for at in range(*found.span())}
    safe = _without_marks(text, runs, shielded)
    told: list[str] = []
    at = 0
    for run, after in pairwise((*runs, Run(""))):
        end = at + len(run.text)
        is_plain = not _marks(run) or not shielded.isdisjoint(range(at, end))
        before = next((piece[-1] for piece in reversed(told) if piece), "")
        inside = (before, text[end : end + 1])
        told += [safe[at:end]] if is_plain else _lines(safe[at:end], _marks(run), inside)
        if run.link is not None and run.link != after.link:
            told.append(_behind(run))
        at = end
    return "".join(told)


def _bare(run: Run) -> Run:
    """Return code in no other style: signs in it are signs."""
    return Run(run.text, code=True, link=run.link)


def _behind(run: Run) -> str:
    """Return the address of a link behind its label, unless the label says it."""
    return "" if run.text.strip() == run.link else f" ({run.link})"


def _lines(text: str, marks: str, inside: tuple[str, str]) -> Iterator[str]:
    """Yield the lines of a run, each in its style: no style reaches over the end of a line.

    Args:
        text: of the run.
        marks: what opens the style; the same from behind closes it.
        inside: the signs before and after the run, the first as it was written.
    """
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if place:
            yield "\n"
        before = inside[0] if place == 0 else ""
        after = inside[1] if place == len(lines) - 1 else ""
        yield _styled(line, marks, before, after)


def _styled(line: str, marks: str, before: str, after: str) -> str:
    found = _CORE.fullmatch(line)
    assert found is not None
    start, core, end = found.groups()
    inside_word = (not start and _joins(before)) or (not end and _joins(after))
    if not core or inside_word or any(mark in core for mark in marks):
        return line
    return f"{start}{marks}{core}{marks[::-1]}{end}"


def _joins(sign: str) -> bool:
    """Say whether a mark beside this sign may count as inside a word, or as another mark."""
    return sign.isalnum() or (bool(sign) and sign in _ALIKE)


def _marks(run: Run) -> str:
    if run.code:
        return "`"
    return "*" * run.strong + "_" * run.emphasis + "~" * run.struck


def _without_marks(text: str, runs: Sequence[Run], shielded: Container[int]) -> str:
    """Return a text of the same length in which no sign counts as a mark.

    Args:
        text: of all the runs.
        runs: in their styles.
        shielded: where addresses are, which stay as they are.
    """
    signs = list(text)
    ours = "".join({mark for run in runs for mark in _marks(run)})
    for line in _LINE.finditer(text):
        for mark, alike in _ALIKE.items():
            for at in _counting(text, line, mark, is_ours=mark in ours):
                if at not in shielded:
                    signs[at] = alike
    for found in _QUOTE.finditer(text):
        signs[found.start()] = _QUOTING
    return "".join(signs)


def _counting(text: str, line: re.Match[str], mark: str, *, is_ours: bool) -> list[int]:
    """Return where in a line a sign could open or close a style; one alone cannot, beside none."""
    if mark not in line[0]:
        return []
    places = [at for at in range(*line.span()) if text[at] == mark]
    opening = [at for at in places if _opens(text, at)]
    closing = [at for at in places if _closes(text, at)]
    paired = bool(opening and closing) and opening[0] < closing[-1]
    return sorted({*opening, *closing}) if paired or is_ours else []


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return not before.isalnum() and bool(after) and not after.isspace()


def _closes(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(before) and not before.isspace() and not after.isalnum()
