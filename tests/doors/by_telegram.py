"""Holds a conversation on Telegram, through the SDK in the product and a stand-in beside it."""

from collections.abc import Mapping

from bot.channels.support import Block
from tests.doors.neutral import Act, Heard, Press, Say, plain
from tests.platforms.on_telegram import Seen, Telegram

NAME = "Ada"
"""Telegram tells of everybody what they are called."""

_KINDS: Mapping[str, Block] = {
    "photo": "image",
    "animation": "image",
    "video": "video",
    "audio": "audio",
    "voice": "voice",
    "document": "file",
    "location": "location",
    "contact": "contact",
    "poll": "poll",
}


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
                seen = await self._message(label, of)
                act = self._telegram.vote if seen.kind == "poll" else self._telegram.press
                await act(self._person, seen.id, label)

    async def heard(self) -> list[Heard]:
        """Return all that the bot has written."""
        chat = await self._telegram.chat(self._person)
        albums = {seen.album: seen for seen in reversed(chat) if seen.album is not None}
        return [
            Heard(plain(seen.text), seen.labels, "", int(seen.has_picture), _blocks(seen))
            for seen in chat
            if seen.by_bot and albums.get(seen.album, seen) is seen
        ]

    async def _message(self, label: str, of: str | None) -> Seen:
        return next(
            seen
            for seen in reversed(await self._telegram.chat(self._person))
            if label in seen.labels and (of or "") in seen.text
        )


def _blocks(seen: Seen) -> frozenset[Block]:
    found: set[Block] = set()
    if seen.kind is not None:
        found.add(_KINDS[seen.kind])
    if seen.has_links:
        found.add("link")
    if seen.has_answers:
        found.add("reply")
    return frozenset(found)
