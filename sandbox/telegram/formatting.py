"""Texts with marks: what bots send, as plain text and entities."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct, structs

from sandbox.telegram.entities import find_entities
from sandbox.telegram.markup_html import parse_html
from sandbox.telegram.markup_markdown import parse_markdown
from sandbox.telegram.objects import MessageEntity
from sandbox.telegram.refusals import bad_request
from sandbox.telegram.utf16 import unit_positions, utf16_length

ENTITY_LIMIT = 100
"""Beyond it the platform drops entities without a word (core.telegram.org/api/entities)."""

_FOUND_KINDS = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)
"""Entities that the platform finds by itself, and ignores where a bot tells them."""

_GIVEN_KINDS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    }
)
_CONTROLS: dict[int, str | None] = {
    **dict.fromkeys((*range(32), *range(127, 160)), " "),
    ord("\n"): "\n",
    ord("\r"): None,
}
_OPAQUE_KINDS = frozenset({"code", "pre", "text_link", "text_mention"})
"""Entities within which nothing is found."""


class Formatted(Struct, frozen=True):
    """A text and what its stretches mean, in the order in which they begin."""

    text: str
    entities: list[MessageEntity]


def formatted(text: str, parse_mode: str, entities: str) -> Formatted:
    """Return a text as it will stand in the chat.

    Args:
        text: as it was given.
        parse_mode: how marks are written in it; nothing where there are none.
        entities: a list of entities in JSON, used where there is no parse mode.

    Raises:
        RefusedError: the marks or the entities are not as they must be.
    """
    mode = parse_mode.lower()
    match mode:
        case "" | "none":
            plain, given = text, _read_entities(entities)
        case "html":
            plain, given = parse_html(text)
        case "markdownv2":
            plain, given = parse_markdown(text)
        case "markdown":
            raise bad_request("the legacy Markdown mode is not in this stand-in")
        case _:
            raise bad_request("unsupported parse_mode")
    _check_bounds(plain, given)
    return _trimmed(*_cleaned(plain, given))


def _cleaned(text: str, given: Sequence[MessageEntity]) -> tuple[str, Sequence[MessageEntity]]:
    """Return a text without carriage returns, with spaces for other control characters."""
    moved = [_without_returns(text, entity) for entity in given] if "\r" in text else given
    return text.translate(_CONTROLS), moved


def _without_returns(text: str, entity: MessageEntity) -> MessageEntity:
    units = text.encode("utf-16-le", "surrogatepass")

    def returns(start: int, stop: int) -> int:
        return units[start * 2 : stop * 2].decode("utf-16-le", "surrogatepass").count("\r")

    stop = entity.offset + entity.length
    return structs.replace(
        entity,
        offset=entity.offset - returns(0, entity.offset),
        length=entity.length - returns(entity.offset, stop),
    )


def _read_entities(entities: str) -> list[MessageEntity]:
    if not entities:
        return []
    try:
        given = msgspec.json.decode(entities, type=list[MessageEntity])
    except msgspec.MsgspecError as error:
        raise bad_request(f"can't parse MessageEntity: {error}") from None
    for entity in given:
        if entity.type not in _GIVEN_KINDS | _FOUND_KINDS:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        if entity.type == "text_link" and not entity.url:
            raise bad_request("can't parse MessageEntity: Can't find field \"url\"")
    return [entity for entity in given if entity.type in _GIVEN_KINDS]


def _trimmed(text: str, given: Sequence[MessageEntity]) -> Formatted:
    start = utf16_length(text) - utf16_length(text.lstrip())
    plain = text.strip()
    end = utf16_length(plain)
    kept = [clipped for entity in given if (clipped := _clip(entity, start, end))]
    merged = [*kept[:ENTITY_LIMIT], *_found_outside(plain, kept)]
    return Formatted(plain, sorted(merged, key=lambda entity: (entity.offset, -entity.length)))


def _check_bounds(text: str, given: Sequence[MessageEntity]) -> None:
    positions = unit_positions(text) if given else {}
    end = utf16_length(text)
    for entity in given:
        stop = entity.offset + entity.length
        if entity.offset < 0 or entity.length <= 0 or stop > end:
            raise bad_request("ENTITY_BOUNDS_INVALID")
        if entity.offset not in positions:
            raise bad_request("entity begins in a middle of a UTF-16 symbol")
        if stop not in positions:
            raise bad_request("entity ends in a middle of a UTF-16 symbol")


def _clip(entity: MessageEntity, start: int, length: int) -> MessageEntity | None:
    """Return an entity of a text of which only `length` units from `start` on are left."""
    begin = max(entity.offset - start, 0)
    stop = min(entity.offset + entity.length - start, length)
    return structs.replace(entity, offset=begin, length=stop - begin) if stop > begin else None


def _found_outside(text: str, given: Sequence[MessageEntity]) -> list[MessageEntity]:
    opaque = [entity for entity in given if entity.type in _OPAQUE_KINDS]
    return [
        found
        for found in find_entities(text)
        if not any(
            found.offset < entity.offset + entity.length
            and entity.offset < found.offset + found.length
            for entity in opaque
        )
    ]
