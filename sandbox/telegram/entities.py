"""The entities that the platform finds by itself in a text: commands, mentions, hashtags, links."""

import re
from collections.abc import Iterator

from sandbox.telegram.objects import MessageEntity

_PATTERNS = (
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/@])"),
    ),
    ("mention", re.compile(r"(?<!\w)@[a-zA-Z0-9_]{2,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?!\w)")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,}")),
    (
        "url",
        re.compile(
            r"(?<![\w@])(?:https?://[^\s<>\"]+|(?:[a-zA-Z0-9-]+\.)+(?:com|org|net|it|me|io|example)\b(?:/[^\s<>\"]*)?)"
        ),
    ),
)
_TRAILING = ".,:;!?)'"


def utf16_length(text: str) -> int:
    """Return how many UTF-16 code units a text has: what the platform counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def find_entities(text: str) -> list[MessageEntity]:
    """Return the entities of a text in the order in which they stand, none overlapping."""
    found = sorted(_candidates(text), key=lambda span: (span[1], -span[2]))
    entities, end = [], 0
    for kind, start, stop in found:
        if start >= end:
            offset = utf16_length(text[:start])
            entities.append(MessageEntity(kind, offset, utf16_length(text[start:stop])))
            end = stop
    return entities


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            shown = match.group().rstrip(_TRAILING) if kind == "url" else match.group()
            yield kind, match.start(), match.start() + len(shown)
