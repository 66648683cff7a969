"""Holds a conversation on Telegram, through the SDK in the product and a stand-in beside it."""

from tests.doors.neutral import Act, Heard, Press, Say, plain
from tests.platforms.telegram import Telegram

NAME = "Ada"
"""Telegram tells of everybody what they are called."""


class TelegramTalker:
    """One person in a private chat with the bot."""

    def __init__(self, telegram: Telegram, person: int) -> None:
        self._telegram = telegram
        self._person = person
        self.account = str(person)

    @classmethod
    async def new(cls, telegram: Telegram) -> "TelegramTalker":
        """Return a person whom nobody knows yet."""
        return cls(telegram, await telegram.person(NAME))

    async def do(self, act: Act) -> None:
        """Write to the bot, or press a button of its."""
        match act:
            case Say(text):
                await self._telegram.say(self._person, text)
            case Press(label, of):
                await self._telegram.press(self._person, await self._message(label, of), label)

    async def heard(self) -> list[Heard]:
        """Return all that the bot has written."""
        chat = await self._telegram.chat(self._person)
        return [
            Heard(plain(seen.text), seen.labels, pictures=int(seen.has_picture))
            for seen in chat
            if seen.by_bot
        ]

    async def _message(self, label: str, of: str | None) -> int:
        return next(
            seen.id
            for seen in reversed(await self._telegram.chat(self._person))
            if label in seen.labels and (of or "") in seen.text
        )
