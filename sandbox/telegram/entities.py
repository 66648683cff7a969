"""The entities that the platform finds by itself in a text: commands, mentions, hashtags, links."""

import re
from collections.abc import Iterator

from sandbox.telegram.objects import MessageEntity
from sandbox.telegram.utf16 import utf16_length

_DOMAIN = r"(?:[a-zA-Z0-9-]+\.)+"
_ENDINGS = r"(?:com|org|net|info|eu|it|de|fr|me|io|dev|app)\b"
_PATTERNS = (
    ("bot_command", r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/@])"),
    ("mention", r"(?<!\w)@[a-zA-Z0-9_]{3,32}(?!\w)"),
    ("hashtag", r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?!\w)"),
    ("email", r"(?<![\w.+-])[\w.+-]+@" + _DOMAIN + r"[a-zA-Z]{2,}"),
    ("url", r"(?<![\w@.])(?:https?://[^\s<>\"]+|" + _DOMAIN + _ENDINGS + r"(?:[/?#][^\s<>\"]*)?)"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_TRAILING = ".,:;!?)'"
"""What ends a sentence rather than an address."""


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
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            shown = match.group().rstrip(_TRAILING) if kind == "url" else match.group()
            yield kind, match.start(), match.start() + len(shown)
