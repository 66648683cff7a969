"""From our light marks to Discord's Markdown: pure. What is no mark of ours stays literal."""

import re
from functools import lru_cache
from itertools import pairwise

from adapters.discord.room import TEXT
from bot.core.content import Message
from bot.core.lazy_pattern import lazy_pattern
from bot.core.markup import Run, parse

_REMEMBERED = 128
"""Texts that need not be rewritten again: a brand asks everybody the same questions."""

_ADDRESS = lazy_pattern(r"https?://[^\s<>]+")
_ACTIVE = lazy_pattern(r"[\\`*_~|<>\[\]]|(?<![^\n])(?P<indent>[ \t]*)(?P<mark>[-+#])")
_NUMBERED = lazy_pattern(r"(?<![^\n])[ \t]*\d+(?=\. )")
_SPECIAL = lazy_pattern(r"[\\`*_~|<>\[\]]|(?<![^\n])[ \t]*[-+#\d]")
"""What makes a text worth a closer look: marks, and what may begin a list or a heading."""

_BACKTICKS = lazy_pattern(r"`+")


def markdown_of(message: Message) -> str:
    """Return a message's text in Discord's Markdown: what is no mark of ours stays literal.

    Where the escapes make it longer than Discord takes, the plain text goes out as it is.
    """
    content = rewritten(message.markdown)
    return content if len(content) <= TEXT.limit else message.text


@lru_cache(_REMEMBERED)
def rewritten(markdown: str) -> str:
    """Return light Markdown as Discord writes it."""
    runs = parse(markdown)
    return "".join(_joined(before, run) for before, run in pairwise((Run(""), *runs)))


def _joined(before: Run, run: Run) -> str:
    """Return a run in its marks, kept apart from marks just before it by a space of no width."""
    body = _body(run)
    touching = _styled(before) and _styled(run)
    return f"\u200b{body}" if touching else body


def _styled(run: Run) -> bool:
    return run.strong or run.emphasis or run.struck or run.code


def _body(run: Run) -> str:
    text = _code(run.text) if run.code else escape(run.text)
    for mark, applies in (("*", run.emphasis), ("**", run.strong), ("~~", run.struck)):
        text = f"{mark}{text}{mark}" if applies else text
    if run.link is None or run.link == run.text:
        return text
    address = run.link.replace("<", "%3C").replace(">", "%3E")
    return f"[{text}](<{address}>)"


def _code(text: str) -> str:
    """Keep code apart by a fence longer than any inside: Discord reads no escapes there."""
    fence = "`" * (max(map(len, _BACKTICKS.findall(text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def escape(text: str) -> str:
    """Return text as Discord shows it literally; web addresses stay as they are, and lead there."""
    if not _SPECIAL.search(text):
        return text
    parts: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        parts += (_escaped(text[at : found.start()]), found[0])
        at = found.end()
    return "".join((*parts, _escaped(text[at:])))


def _escaped(text: str) -> str:
    return _NUMBERED.sub(r"\g<0>\\", _ACTIVE.sub(_backslashed, text))


def _backslashed(found: re.Match[str]) -> str:
    return f"{found['indent'] or ''}\\{found['mark'] or found[0]}"
