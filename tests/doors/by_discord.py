"""Holds a conversation on Discord: commands are slash commands, as Discord's own box makes them."""

from tests.doors.neutral import Act, Heard, Press, Say, plain
from tests.platforms.on_discord import Discord, Seen


class DiscordTalker:
    """One person in the private channel with the bot."""

    def __init__(self, discord: Discord, person: str) -> None:
        self._discord = discord
        self.account = person

    @classmethod
    async def new(cls, discord: Discord, name: str) -> "DiscordTalker":
        """Return a person whom nobody knows yet."""
        return cls(discord, await discord.person(name))

    async def do(self, act: Act) -> None:
        """Write to the bot, give a command, or press a button."""
        match act:
            case Say(text) if text.removeprefix("/") in await self._offered(text):
                await self._discord.slash(self.account, text.removeprefix("/"))
            case Say(text):
                await self._discord.say(self.account, text)
            case Press(label, of):
                seen = await self._message(label, of)
                act = self._discord.vote if "poll" in seen.blocks else self._discord.press
                await act(self.account, seen.id, label)

    async def heard(self) -> list[Heard]:
        """Return all that the bot has written."""
        chat = await self._discord.chat(self.account)
        return [
            Heard(plain(seen.text), seen.labels, seen.framed, seen.files, seen.blocks)
            for seen in chat
            if seen.by_bot
        ]

    async def _offered(self, text: str) -> set[str]:
        return await self._discord.commands() if text.startswith("/") else set()

    async def _message(self, label: str, of: str | None) -> Seen:
        return next(
            seen
            for seen in reversed(await self._discord.chat(self.account))
            if label in seen.labels and (of or "") in seen.text
        )
