"""Styled text as Telegram wants it: plain text beside entities that count UTF-16 units."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.core.lengths import size
from bot.core.markup import Run

MOST_ENTITIES = 100
"""Telegram's limit: it passes over the entities after these (MessageLimit.MESSAGE_ENTITIES)."""


class Entity(Struct, frozen=True, omit_defaults=True):
    """One style of one stretch of text (Bot API: MessageEntity)."""

    type: str
    offset: int
    length: int
    url: str | None = None


def units(text: str) -> int:
    """Return how many UTF-16 units a text has: what Telegram counts in."""
    return size(text, "utf16")


def write(runs: Sequence[Run]) -> tuple[str, tuple[Entity, ...]]:
    """Return the text of these runs and the entities that style it."""
    text = "".join(run.text for run in runs)
    return text, tuple(_merged(_entities(runs)))[:MOST_ENTITIES]


def _entities(runs: Sequence[Run]) -> Iterator[Entity]:
    offset = 0
    for run in runs:
        length = units(run.text)
        for kind in _kinds(run):
            yield Entity(kind, offset, length)
        if run.link is not None and not run.code:
            yield Entity("text_link", offset, length, run.link)
        offset += length


def _kinds(run: Run) -> Iterator[str]:
    # Bot API: code entities cannot be combined with any other.
    if run.code:
        yield "code"
        return
    if run.strong:
        yield "bold"
    if run.emphasis:
        yield "italic"
    if run.struck:
        yield "strikethrough"


def _merged(entities: Iterator[Entity]) -> Sequence[Entity]:
    """Return the entities with those of one style that touch made one."""
    merged: list[Entity] = []
    open_at: dict[tuple[str, str | None], int] = {}
    for entity in entities:
        at = open_at.get((entity.type, entity.url))
        if at is not None and merged[at].offset + merged[at].length == entity.offset:
            length = merged[at].length + entity.length
            merged[at] = Entity(entity.type, merged[at].offset, length, entity.url)
        else:
            open_at[entity.type, entity.url] = len(merged)
            merged.append(entity)
    return merged
