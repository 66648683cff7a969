"""The terminal, line by line, without an engine."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.terminal import Terminal
from bot.channels.contract import ChannelSettings, Group, Part, Receipt
from bot.core.content import Button, Media, Message
from bot.core.events import Incoming, Pressed, Said
from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId
from bot.core.outcomes import Accepted

SETTINGS = ChannelSettings(
    BrandId("tiny"), ChannelName("terminal"), "terminal", {"name": "Ada Lovelace", "language": "it"}
)


def group(*messages: Message) -> Group:
    parts = tuple(Part(DeliveryId(str(n)), message) for n, message in enumerate(messages))
    return Group(GroupId("g"), "you", None, parts)


def question(*buttons: Button) -> Message:
    return Message("Well?", "Well?", buttons)


async def typed(text: str, *said: Message) -> list[Incoming]:
    """Return what is taken in when `said` stood on the screen before the first line."""
    taken: list[Incoming] = []

    async def intake(_: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        taken.extend(incoming)
        return [Receipt("new", EventId(one.external_id)) for one in incoming]

    terminal = Terminal(io.StringIO(text), io.StringIO())
    await terminal.deliver(group(*said))
    await terminal.open(SETTINGS, intake)
    await terminal.ended()
    await terminal.close()
    return taken


async def shown(*messages: Message) -> str:
    out = io.StringIO()
    outcomes = await Terminal(io.StringIO(), out).deliver(group(*messages))
    assert outcomes == [Accepted()] * len(messages)
    return out.getvalue()


async def test_every_line_is_an_update_of_its_own() -> None:
    first, second = await typed("hello\n\n  there \n")
    assert (first.happening, second.happening) == (Said("hello"), Said("there"))
    assert first.external_id != second.external_id
    assert (first.sender.first_name, first.sender.language) == ("Ada", "it")


async def test_a_file_of_this_machine_is_sent(tmp_path: Path) -> None:
    photo = tmp_path / "a photo.jpg"
    photo.write_bytes(b"JPEG")
    one, two = await typed(f"/attach {photo}\n/attach {tmp_path}\n/attach\n")
    sent = Media("image", f"terminal:{photo}", "a photo.jpg", "image/jpeg", 4)
    assert (one.happening, two.happening) == (Said("", (sent,)), Said("/attach"))


@pytest.mark.parametrize("written", ["~nobody-of-this-name/a.jpg", "/" + "a" * 5000, "not-there"])
async def test_a_file_that_cannot_be_is_told_to_be_none(written: str) -> None:
    assert await typed(f"/attach {written}\n") == []


async def test_two_sessions_never_share_an_id() -> None:
    (one,), (two,) = await typed("hello\n"), await typed("hello\n")
    assert one.external_id != two.external_id


@pytest.mark.parametrize(
    ("text", "happening"),
    [
        ("1", Pressed("a")),
        ("2", Pressed("b")),
        ("3", Said("3")),
        ("0", Said("0")),
        ("Yes", Said("Yes")),
        ("²", Said("²")),
        ("9" * 5000, Said("9" * 5000)),
    ],
)
async def test_a_number_presses_an_authored_button(text: str, happening: object) -> None:
    buttons = (Button("a", "Yes"), Button("b", "No"), Button("c", "Skip", authored=False))
    (taken,) = await typed(f"{text}\n", question(*buttons))
    assert taken.happening == happening


async def test_a_number_is_an_answer_where_nothing_is_numbered() -> None:
    (taken,) = await typed("1\n", question(Button("a", "Skip", authored=False)))
    assert taken.happening == Said("1")


async def test_buttons_are_numbered_and_additions_are_not() -> None:
    link = Button("u", "Our shop", url="https://example.org")
    added = (Button("s", "Skip", authored=False), Button("k", "Keep", authored=False))
    assert await shown(question(Button("a", "Yes"), link, *added)) == (
        "Well?\n  1. Yes\n  Our shop: https://example.org\n  (Skip / Keep)\n"
    )


async def test_attachments_are_named_and_texts_are_shown() -> None:
    photo = Media("image", "https://example.org/x.jpg", name="x.jpg")
    export = Media("file", "data:application/json;base64,eyJhIjogMX0=", name="ada.json")
    binary = Media("file", "data:application/zip;base64,AAAA", name="x.zip")
    assert await shown(Message("", "", media=(photo, export, binary))) == (
        '[x.jpg: https://example.org/x.jpg]\n[ada.json]\n{"a": 1}\n[x.zip]\n'
    )
