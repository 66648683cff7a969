"""What a story asserts: the messages of `bot`, and the facts of `expect`."""

import re

from msgspec import UNSET, UnsetType

from bot.brand.nodes import Node, Place, Scalar, Table, value_of
from bot.core.media_address import address_meant
from bot.stories.form import Form
from bot.stories.story import (
    AnyOf,
    Anything,
    Contains,
    Exactly,
    Expected,
    Expects,
    Facts,
    Hears,
    Matches,
    Silence,
    WantedCard,
)

FACTS = ("slots", "subscribed", "tags", "dialogue", "language", "outcome", "emitted", "handoff")


def hears_in(node: Node, table: Table, who: str, form: Form) -> Hears | None:
    """Return what a `bot` step waits for; None where it does not fit."""
    beside = any(table.get(key) is not None for key in ("buttons", "media", "card"))
    expected = _expected(node, form, beside)
    if expected is None:
        return None
    buttons, media = form.texts_at(table, "buttons"), _media(table, form)
    return Hears(table.place, who, expected, buttons, media, _card(table, form))


def _media(table: Table, form: Form) -> tuple[str, ...] | None:
    node = table.get("media")
    if isinstance(node, Scalar):
        one = form.text(node, '"media"')
        return None if one is None else (address_meant(one),)
    found = form.texts_at(table, "media")
    return None if found is None else tuple(map(address_meant, found))


def _card(table: Table, form: Form) -> WantedCard | None:
    node = table.get("card")
    if node is None:
        return None
    given = form.table(node, ("title", "text", "image", "url"), '"card"')
    if given is None:
        return None
    image = form.text_at(given, "image")
    return WantedCard(
        form.text_at(given, "title"),
        form.text_at(given, "text"),
        None if image is None else address_meant(image),
        form.text_at(given, "url"),
    )


def _expected(node: Node, form: Form, beside: bool) -> Expected | None:
    if isinstance(node, Scalar):
        if node.value is None and beside:
            return Anything()
        text = form.text(node, '"bot"')
        if text is None:
            return None
        return Silence() if text == "nothing" else Exactly(text)
    table = form.table(node, ("contains", "matches", "any_of"), '"bot"')
    if table is None:
        return None
    if len(table.entries) != 1:
        form.refuse(table.place, '"bot" has one of contains, matches, any_of.')
        return None
    return _pattern(table, form)


def _pattern(table: Table, form: Form) -> Expected | None:
    if (texts := form.texts_at(table, "any_of")) is not None:
        return AnyOf(texts)
    if (part := form.text_at(table, "contains")) is not None:
        return Contains(part)
    pattern = form.text_at(table, "matches")
    if pattern is None:
        return None
    try:
        re.compile(pattern)
    except re.error as error:
        form.refuse(table.entries[0].value.place, f"This is no regular expression: {error}.")
        return None
    return Matches(pattern)


def expects_in(node: Node, place: Place, who: str, form: Form) -> Expects | None:
    """Return what an `expect` step asserts; None where it does not fit."""
    table = form.table(node, FACTS, '"expect"')
    if table is None:
        return None
    slots = table.get("slots")
    values = None if slots is None else value_of(slots)
    if slots is not None and not isinstance(values, dict):
        form.refuse(slots.place, '"slots" is a map of slots and values.')
    facts = Facts(
        slots=values if isinstance(values, dict) else UNSET,
        subscribed=_names(table, "subscribed", form),
        tags=_names(table, "tags", form),
        dialogue=_name(table, "dialogue", form),
        language=form.text_at(table, "language") or UNSET,
        outcome=_name(table, "outcome", form),
        emitted=_names(table, "emitted", form),
        handoff=_handoff(table, form),
    )
    return Expects(place, who, facts, {one.key.text: one.value.place for one in table.entries})


def _names(table: Table, key: str, form: Form) -> tuple[str, ...] | UnsetType:
    found = form.texts_at(table, key)
    return UNSET if found is None else found


def _handoff(table: Table, form: Form) -> bool | str | UnsetType:
    node = table.get("handoff")
    match None if node is None else value_of(node):
        case None:
            return UNSET if node is None else False
        case bool() | str() as expected:
            return expected
        case _:
            assert node is not None
            form.refuse(node.place, '"handoff" is true, false, or the reason that is given.')
            return UNSET


def _name(table: Table, key: str, form: Form) -> str | UnsetType | None:
    node = table.get(key)
    if node is None:
        return UNSET
    if isinstance(node, Scalar) and node.value is None:
        return None
    return form.text(node, f'"{key}"') or UNSET
