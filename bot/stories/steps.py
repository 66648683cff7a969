"""The steps of a story, from what its file holds."""

import re
from collections.abc import Callable

from msgspec import UNSET, UnsetType

from bot.brand.durations import duration_seconds
from bot.brand.nodes import Items, Node, Place, Scalar, Table, value_of
from bot.core.content import Media
from bot.stories.form import Form
from bot.stories.story import (
    SOMEBODY,
    AnyOf,
    Anything,
    Arrives,
    Contains,
    Exactly,
    Expected,
    Expects,
    Facts,
    Hears,
    Later,
    Matches,
    Presses,
    Says,
    Silence,
    Step,
    Stub,
)

ACTIONS = ("person", "press", "bot", "later", "expect", "stub", "event")
"""What a step may do; each has exactly one of them."""

BESIDE = ("as", "buttons")
"""What may stand beside it."""

SENT = ("text", "photo", "file", "location", "link", "contact", "poll")
STUBBED = ("do", "returns", "fails", "http", "method", "status", "json", "text", "headers")
FACTS = ("slots", "subscribed", "tags", "dialogue", "language", "outcome", "emitted", "handoff")


def step_in(node: Node, form: Form) -> Step | None:
    """Return the step that a list item holds; None where it does not fit, with its faults."""
    table = form.table(node, (*ACTIONS, *BESIDE), "A step")
    if table is None:
        return None
    actions = [entry for entry in table.entries if entry.key.text in ACTIONS]
    if not actions and any(entry.key.text not in BESIDE for entry in table.entries):
        return None
    if len(actions) != 1:
        form.refuse(node.place, f"A step does exactly one thing: {', '.join(ACTIONS)}.")
        return None
    (action,) = actions
    if table.get("buttons") is not None and action.key.text != "bot":
        form.refuse(table.place, '"buttons" stands beside "bot" only.')
    who = form.text_at(table, "as") or SOMEBODY
    return _step(action.key.text, action.value, table, who, form)


def _step(action: str, node: Node, table: Table, who: str, form: Form) -> Step | None:
    if action == "bot":
        return _bot(node, table, who, form)
    if action == "later":
        return _later(node, table.place, form)
    if action == "stub":
        return _stub(node, table.place, form)
    if action == "event":
        form.refuse(table.place, "Events cannot be played yet: no dialogue can start by one.")
        return None
    return _BY_SOMEBODY[action](node, table.place, who, form)


def _person(node: Node, place: Place, who: str, form: Form) -> Step | None:
    if not isinstance(node, Table):
        text = form.text(node, '"person"')
        return None if text is None else Says(place, who, text)
    form.table(node, SENT, '"person"')
    for key in ("contact", "poll"):
        if (later := node.get(key)) is not None:
            form.refuse(later.place, f"A {key} cannot be sent yet: no question asks for one.")
    if node.get("link") is not None:
        return Arrives(place, who, form.text_at(node, "link"))
    attachments = tuple(_attachments(node, form))
    return Says(place, who, form.text_at(node, "text") or "", attachments)


def _attachments(table: Table, form: Form) -> list[Media]:
    found = []
    if photo := form.text_at(table, "photo"):
        found.append(Media("image", photo, name=photo.rpartition("/")[2]))
    if file := form.text_at(table, "file"):
        found.append(Media("file", file, name=file.rpartition("/")[2]))
    if (location := form.texts_at(table, "location")) is not None:
        found.append(Media("location", f"geo:{','.join(location)}"))
    return found


def _press(node: Node, place: Place, who: str, form: Form) -> Presses | None:
    if not isinstance(node, Table):
        label = form.text(node, '"press"')
        return None if label is None else Presses(place, who, label)
    form.table(node, ("label", "of"), '"press"')
    label = form.text_at(node, "label")
    if label is None:
        form.refuse(node.place, '"press" needs a "label".')
        return None
    return Presses(place, who, label, form.text_at(node, "of"))


def _bot(node: Node, table: Table, who: str, form: Form) -> Hears | None:
    expected = _expected(node, form, table.get("buttons") is not None)
    if expected is None:
        return None
    return Hears(table.place, who, expected, form.texts_at(table, "buttons"))


def _expected(node: Node, form: Form, buttons: bool) -> Expected | None:
    if isinstance(node, Scalar):
        if node.value is None and buttons:
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


def _later(node: Node, place: Place, form: Form) -> Later | None:
    text = form.text(node, '"later"')
    seconds = None if text is None else duration_seconds(text)
    if seconds is None:
        form.refuse(node.place, '"later" is a duration, such as 2h, 1h30m or 3d.')
        return None
    return Later(place, seconds)


def _expect(node: Node, place: Place, who: str, form: Form) -> Expects | None:
    table = form.table(node, FACTS, '"expect"')
    if table is None:
        return None
    slots, handoff = table.get("slots"), table.get("handoff")
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
        handoff=UNSET if handoff is None else value_of(handoff) is True,
    )
    return Expects(place, who, facts)


def _names(table: Table, key: str, form: Form) -> tuple[str, ...] | UnsetType:
    found = form.texts_at(table, key)
    return UNSET if found is None else found


def _name(table: Table, key: str, form: Form) -> str | UnsetType | None:
    node = table.get(key)
    if node is None:
        return UNSET
    if isinstance(node, Scalar) and node.value is None:
        return None
    return form.text(node, f'"{key}"') or UNSET


def _stub(node: Node, place: Place, form: Form) -> Stub | None:
    table = form.table(node, (*STUBBED, "timeout", "times"), '"stub"')
    if table is None:
        return None
    action, url = form.text_at(table, "do"), form.text_at(table, "http")
    if (action is None) == (url is None):
        form.refuse(place, 'A stub answers for one "do" or one "http".')
        return None
    answer = {
        entry.key.text: value_of(entry.value)
        for entry in table.entries
        if entry.key.text not in {"do", "http", "method"}
    }
    return Stub(place, action, url, form.text_at(table, "method"), answer)


def steps_in(node: Node, form: Form) -> tuple[Step, ...]:
    """Return the steps of a list; what is no list, or an empty one, is a fault."""
    if not isinstance(node, Items) or not node.items:
        form.refuse(node.place, '"steps" is a list of what happens.')
        return ()
    found = [step_in(item, form) for item in node.items]
    return tuple(step for step in found if step is not None)


_BY_SOMEBODY: dict[str, Callable[[Node, Place, str, Form], Step | None]] = {
    "person": _person,
    "press": _press,
    "expect": _expect,
}
