"""Holds a conversation on WhatsApp, through the product's door and a stand-in beside it."""

from tests.doors.by_telegram import NAME
from tests.doors.neutral import Act, Heard, Press, Say, plain
from tests.platforms.whatsapp import WhatsApp


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
            Heard(plain(seen.text), seen.labels, pictures=int(seen.has_picture))
            for seen in chat
            if seen.by_brand
        ]

    async def _message(self, label: str, of: str | None) -> str:
        return next(
            seen.id
            for seen in reversed(await self._whatsapp.chat(self.account))
            if label in seen.labels and (of or "") in seen.text
        )
