"""The steps of a story, from what its file holds."""

from collections.abc import Callable

from bot.brand.durations import duration_meant, duration_seconds
from bot.brand.nodes import Items, Node, Place, Table
from bot.stories.assertions import expects_in, hears_in
from bot.stories.form import Form
from bot.stories.happenings import event_in, post_in
from bot.stories.sending import SENT, says_in
from bot.stories.story import (
    SOMEBODY,
    Arrives,
    Later,
    Pins,
    Presses,
    Says,
    Starts,
    Step,
)
from bot.stories.stubbing import stub_in

ACTIONS = (
    "person",
    "press",
    "bot",
    "later",
    "event",
    "post",
    "broadcast",
    "expect",
    "stub",
    "split",
)
"""What a step may do; each has exactly one of them."""

BESIDE = ("as", "buttons", "media", "card", "data", "to")
"""What may stand beside it."""

_BELONGS = {"buttons": "bot", "media": "bot", "card": "bot", "data": "event", "to": "event"}
"""What stands beside one of them only."""


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
    for key, only in _BELONGS.items():
        if table.get(key) is not None and action.key.text != only:
            form.refuse(table.place, f'"{key}" stands beside "{only}" only.')
    who = form.text_at(table, "as") or SOMEBODY
    return _step(action.key.text, action.value, table, who, form)


def _step(action: str, node: Node, table: Table, who: str, form: Form) -> Step | None:
    if action in _WITH_COMPANY:
        return _WITH_COMPANY[action](node, table, who, form)
    if action in _BY_NOBODY:
        return _BY_NOBODY[action](node, table.place, form)
    return _BY_SOMEBODY[action](node, table.place, who, form)


def _person(node: Node, place: Place, who: str, form: Form) -> Step | None:
    if not isinstance(node, Table):
        text = form.text(node, '"person"')
        return None if text is None else Says(place, who, text)
    form.table(node, (*SENT, "link"), '"person"')
    if node.get("link") is not None:
        return Arrives(place, who, form.text_at(node, "link"))
    return says_in(node, place, who, form)


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


def _later(node: Node, place: Place, form: Form) -> Later | None:
    text = form.text(node, '"later"')
    seconds = None if text is None else duration_seconds(text)
    if seconds is None:
        meant = None if text is None else duration_meant(text)
        hint = None if meant is None else f'Write "{meant}".'
        form.refuse(node.place, '"later" is a duration, such as 2h, 1h30m or 3d.', hint)
        return None
    return Later(place, seconds)


def pins_in(node: Node, place: Place, form: Form) -> Pins | None:
    """Return the arms that a story pins, by the names of their splits."""
    if not isinstance(node, Table) or not node.entries:
        form.refuse(node.place, '"split" is a map of splits and their arms.')
        return None
    arms = {entry.key.text: form.text(entry.value, "An arm") for entry in node.entries}
    return Pins(place, {name: arm for name, arm in arms.items() if arm is not None})


def _broadcast(node: Node, place: Place, form: Form) -> Starts | None:
    name = form.text(node, '"broadcast"')
    return None if name is None else Starts(place, name)


def steps_in(node: Node, form: Form) -> tuple[Step, ...]:
    """Return the steps of a list; what is no list, or an empty one, is a fault."""
    if not isinstance(node, Items) or not node.items:
        form.refuse(node.place, '"steps" is a list of what happens.')
        return ()
    found = [step_in(item, form) for item in node.items]
    return tuple(step for step in found if step is not None)


_WITH_COMPANY: dict[str, Callable[[Node, Table, str, Form], Step | None]] = {
    "bot": hears_in,
    "event": event_in,
}
"""What has more beside it."""

_BY_NOBODY: dict[str, Callable[[Node, Place, Form], Step | None]] = {
    "later": _later,
    "post": post_in,
    "broadcast": _broadcast,
    "stub": stub_in,
    "split": pins_in,
}
_BY_SOMEBODY: dict[str, Callable[[Node, Place, str, Form], Step | None]] = {
    "person": _person,
    "press": _press,
    "expect": expects_in,
}
