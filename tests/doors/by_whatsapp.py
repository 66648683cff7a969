"""Holds a conversation on WhatsApp, through the product's door and a stand-in beside it."""

from collections.abc import Mapping

from bot.channels.support import Block
from tests.doors.by_telegram import NAME
from tests.doors.neutral import Act, Heard, Press, Say, plain
from tests.platforms.on_whatsapp import Seen, WhatsApp

_KINDS: Mapping[str, Block] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "voice": "voice",
    "document": "file",
    "location": "location",
    "contacts": "contact",
}
"""What a message is beside text, in the words of the Cloud API."""


class WhatsAppTalker:
    """One person in the chat with the brand; WhatsApp tells of everybody what they are called."""

    def __init__(self, whatsapp: WhatsApp, person: str) -> None:
        self._whatsapp = whatsapp
        self.account = person

    @classmethod
    async def new(cls, whatsapp: WhatsApp) -> "WhatsAppTalker":
        """Return a person whom nobody knows yet."""
        return cls(whatsapp, await whatsapp.person(NAME))

    async def do(self, act: Act) -> None:
        """Write to the brand, or press something of its."""
        match act:
            case Say(text):
                await self._whatsapp.say(self.account, text)
            case Press(label, of):
                await self._whatsapp.press(self.account, await self._message(label, of), label)

    async def heard(self) -> list[Heard]:
        """Return all that the brand has said."""
        chat = await self._whatsapp.chat(self.account)
        return [
            Heard(plain(seen.text), seen.labels, "", int(seen.has_picture), _blocks(seen))
            for seen in chat
            if seen.by_brand
        ]

    async def _message(self, label: str, of: str | None) -> str:
        return next(
            seen.id
            for seen in reversed(await self._whatsapp.chat(self.account))
            if label in seen.labels and (of or "") in seen.text
        )


def _blocks(seen: Seen) -> frozenset[Block]:
    found: set[Block] = {_KINDS[seen.kind]} if seen.kind in _KINDS else set()
    if seen.has_links:
        found.add("link")
    if seen.has_answers:
        found.add("reply")
    return frozenset(found)
