"""What the suite sends through a channel, and how it takes in what comes."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

from bot.channels.capabilities import Capabilities
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake, Part, Receipt
from bot.channels.fit import fit
from bot.core.content import Button, Card, Media, Message
from bot.core.events import Incoming
from bot.core.ids import DeliveryId, EventId, GroupId, derive

ADA = "ada"
"""Whom everything is for; a stage's channel knows them by this id."""

_LONG_TEXT = 200


async def take_everything(
    settings: ChannelSettings, incoming: Sequence[Incoming]
) -> Sequence[Receipt]:
    """Take updates in, as an intake does that has never seen one of them."""
    return [
        Receipt("new", EventId(derive(settings.brand, settings.name, update.external_id)))
        for update in incoming
    ]


class KeepingIntake:
    """An intake that takes everything in, and keeps it in order: `taken`."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []

    async def __call__(
        self, settings: ChannelSettings, incoming: Sequence[Incoming]
    ) -> Sequence[Receipt]:
        """Take updates in."""
        self.taken.extend(incoming)
        return await take_everything(settings, incoming)


@asynccontextmanager
async def opened(
    adapter: Adapter, settings: ChannelSettings, intake: Intake = take_everything
) -> AsyncIterator[Adapter]:
    """Open a channel, and close it at the end."""
    await adapter.open(settings, intake)
    try:
        yield adapter
    finally:
        await adapter.close()


def part(number: int, message: Message, earlier: str | None = None) -> Part:
    """Return one delivery; `earlier` is the platform's id of the message that becomes this one."""
    return Part(DeliveryId(f"d{number}"), message, earlier)


def fitted(
    message: Message, table: Capabilities, first: int, earlier: str | None = None
) -> list[Part]:
    """Return a message as the deliveries in which it fits a platform.

    Args:
        message: what is to be said.
        table: what the platform takes.
        first: the number of the first delivery.
        earlier: the platform's id of the message that becomes this one, where it replaces one.
    """
    pieces = enumerate(fit(message, table).messages, first)
    return [part(at, one, None if one.replaces is None else earlier) for at, one in pieces]


def group_of(name: str, *parts: Part) -> Group:
    """Return what one turn says to Ada."""
    return Group(GroupId(name), ADA, None, parts)


def groups_of_every_form(table: Capabilities) -> Collection[Group]:
    """Groups of every form that the table allows, at its limits."""
    text = "x" * min(table.text_limit or _LONG_TEXT, _LONG_TEXT)
    label = "y" * min(table.label_limit or 20, 20)
    forms = [Message("hello", "hello"), Message(text, text), Message("a_b", "*a\\_b*")]
    if table.buttons:
        buttons = tuple(Button(f"b.{n}", label) for n in range(min(table.buttons, 100)))
        forms.append(Message("choose", "choose", buttons))
    if table.choices is not None:
        many = tuple(Button(f"b.{n}", label) for n in range(min(table.choices.most, 100)))
        forms.append(Message("choose", "choose", many))
    picture = Media("image", "https://example.org/a.png", alt="a picture")
    lost = Media("file", "media/not-there.pdf")
    forms += [Message("", "", media=(picture,)), Message("look", "look", media=(lost,))]
    if table.card is not None:
        card = Card("A card", "light", "**light**", "https://example.org/", picture)
        forms.append(Message("look", "look", card=card))
    parts = tuple(part(number, message) for number, message in enumerate(forms))
    size = len(parts) if table.groups else 1
    return [
        Group(GroupId(f"g{start}"), ADA, space, parts[start : start + size], attempt)
        for start in range(0, len(parts), size)
        for space, attempt in ((None, 1), ("market", 2))
    ]
