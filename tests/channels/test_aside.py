"""What concerns one person in a group, and cannot be shown to them alone there."""

import pytest

from bot.channels.aside import aside, is_confided, pressed_in, said_instead
from bot.channels.capabilities import Capabilities
from bot.channels.contract import Group, Part
from bot.channels.fit import fit
from bot.core.content import Button, Message
from bot.core.ids import DeliveryId, GroupId

HELD = Message(
    "held",
    "held",
    (Button("0123456789ab.0", "Erase"), Button("x", "Page", "https://example.org/")),
    replaces="0123456789ab",
    answers="17",
    private=True,
    instead="Only in _private_.",
)
PART = Part(DeliveryId("d"), HELD, "18")


def group(space: str | None, to: str = "ada") -> Group:
    return Group(GroupId("g"), to, space, (PART,))


def test_it_is_said_in_private_and_its_buttons_know_the_group():
    said = aside(group("-100/7"), PART, 64)
    assert said is not None
    assert (said.id, said.to, said.space) == ("g", "ada", None)
    (part,) = said.parts
    assert (part.id, part.earlier) == ("d", None)
    assert (part.message.replaces, part.message.answers) == (None, None)
    first, second = part.message.buttons
    assert pressed_in(first.id) == ("0123456789ab.0", "-100/7")
    assert second.id == "x"
    assert not is_confided(said, part)


@pytest.mark.parametrize("to", ["", "hall"])
def test_what_is_for_nobody_alone_is_not_said_in_private(to: str):
    assert aside(group("hall", to), PART) is None
    assert aside(group(None), PART) is None


def test_a_button_without_room_for_its_group_is_left_as_it_is():
    said = aside(group("-" + "1" * 60), PART, 64)
    assert said is not None
    assert said.parts[0].message.buttons == HELD.buttons


@pytest.mark.parametrize("button", ["", "a.1", "@", "a.1@", "@hall"])
def test_a_button_of_no_group_is_one_in_private(button: str):
    assert pressed_in(button) == (button, None)


def test_the_group_is_told_nothing_of_it_and_only_once():
    told = said_instead(PART, "https://t.me/a_bot")
    assert told is not None
    text = "Only in _private_.\nhttps://t.me/a_bot"
    assert (told.message.text, told.message.buttons) == (text, ())
    assert not told.message.private
    long = Message("x" * 90, "x" * 90, private=True, instead="Only in private.")
    pieces = fit(long, Capabilities(text_limit=40)).messages
    parts = [Part(DeliveryId("d"), one) for one in pieces]
    assert len(parts) > 1
    assert all(one.private for one in pieces)
    assert [said_instead(one) is None for one in parts] == [True] * (len(parts) - 1) + [False]
