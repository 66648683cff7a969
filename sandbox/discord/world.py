"""Everything the server knows, in memory, and how it is found."""

import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sandbox.discord.changes import Changes, Joined, Opened, Removed
from sandbox.discord.model import (
    Attachment,
    Bot,
    Channel,
    ChannelType,
    Guild,
    Interaction,
    Message,
    Person,
    User,
)
from sandbox.discord.refusals import missing_access, unknown_channel, unknown_message
from sandbox.discord.snowflakes import Clock, Snowflakes


class World:
    """The accounts, guilds, channels and interactions of one stand-in.

    Args:
        clock: tells the present time in seconds since 1970.
    """

    def __init__(self, clock: Clock = time.time) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.changes = Changes()
        self.bots: dict[str, Bot] = {}
        self.people: dict[str, Person] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self._private: dict[tuple[str, str], Channel] = {}

    def add_bot(self, token: str, username: str, *, message_content: bool = True) -> Bot:
        """Register a bot, or return the one that has this token."""
        if token not in self.bots:
            user = User(self.ids.next(), username, bot=True)
            self.bots[token] = Bot(token, user, message_content)
        return self.bots[token]

    def add_person(
        self, username: str, global_name: str | None, locale: str, known_as: str | None = None
    ) -> Person:
        """Register a person; who is `known_as` an id already gets these names and no more."""
        user = User(known_as or self.ids.next(), username, global_name)
        person = self.people.setdefault(user.id, Person(user))
        person.user, person.locale = user, locale
        return person

    def add_guild(
        self,
        name: str,
        channels: list[str],
        members: list[str],
        threads: Sequence[str] = (),
        others: Mapping[str, ChannelType] = MappingProxyType({}),
    ) -> Guild:
        """Make a guild with text channels; bots among the members are told that they joined.

        Args:
            name: of the guild.
            channels: their names.
            members: the ids of people and bots; the first person owns it.
            threads: the names of threads in its first channel.
            others: the names of channels of other types.
        """
        owner = next((member for member in members if member in self.people), None)
        guild = Guild(self.ids.next(), name, owner or self.ids.next(), list(members))
        self.guilds[guild.id] = guild
        for channel_name in channels:
            self.add_channel(guild, channel_name)
        for thread in threads:
            self.add_channel(guild, thread, parent_id=guild.channels[0])
        for other, kind in others.items():
            self.add_channel(guild, other, kind=kind)
        for bot in self.bots.values():
            if bot.id in members:
                self.changes.tell(Joined(guild, bot.id))
        return guild

    def add_channel(
        self,
        guild: Guild,
        name: str,
        parent_id: str | None = None,
        kind: ChannelType = ChannelType.TEXT,
    ) -> Channel:
        """Add a channel, or a thread under `parent_id`."""
        made = ChannelType.THREAD if parent_id else kind
        channel = Channel(self.ids.next(), made, name, guild.id, parent_id)
        self.channels[channel.id] = channel
        guild.channels.append(channel.id)
        return channel

    def private_channel(self, bot: Bot, person: Person) -> Channel:
        """Return the private channel of the two; it is opened at the first call."""
        known = self.private_channel_between(bot, person)
        if known is not None:
            return known
        sides = (person.user.id, bot.id)
        channel = Channel(self.ids.next(), ChannelType.DM, recipients=sides)
        self.channels[channel.id] = self._private[sides] = channel
        self.changes.tell(Opened(channel))
        return channel

    def private_channel_between(self, bot: Bot, person: Person) -> Channel | None:
        """Return the private channel of the two, None where nobody opened it."""
        return self._private.get((person.user.id, bot.id))

    def bot_by_id(self, bot_id: str) -> Bot | None:
        """Return the bot with an id."""
        return next((bot for bot in self.bots.values() if bot.id == bot_id), None)

    def user(self, user_id: str) -> User | None:
        """Return the account with an id."""
        if user_id in self.people:
            return self.people[user_id].user
        bot = self.bot_by_id(user_id)
        return bot.user if bot else None

    def remove_channel(self, channel: Channel) -> None:
        """Remove a channel of a guild with its threads and all that was said in it."""
        assert channel.guild_id is not None
        for thread in [one for one in self.channels.values() if one.parent_id == channel.id]:
            self.remove_channel(thread)
        self.changes.tell(Removed(channel))
        del self.channels[channel.id]
        self.guilds[channel.guild_id].channels.remove(channel.id)

    def sees(self, user_id: str, channel: Channel) -> bool:
        """Say whether an account sees a channel."""
        if channel.guild_id is None:
            return user_id in channel.recipients
        in_guild = user_id in self.guilds[channel.guild_id].members
        return in_guild and user_id not in channel.hidden

    def visible_channel(self, bot: Bot, channel_id: str) -> Channel:
        """Return a channel that a bot asks for.

        Raises:
            RefusedError: there is none, or the bot does not see it.
        """
        channel = self.channels.get(channel_id)
        if channel is None:
            raise unknown_channel()
        if not self.sees(bot.id, channel):
            raise missing_access()
        return channel

    def file(self, channel_id: str, file_id: str) -> Attachment | None:
        """Return a file that was sent in a channel."""
        channel = self.channels.get(channel_id)
        for message in channel.messages.values() if channel else ():
            for attachment in message.attachments:
                if attachment.id == file_id:
                    return attachment
        return None

    def message_in(self, channel: Channel, message_id: str) -> Message:
        """Return a message of a channel.

        Raises:
            RefusedError: there is none, or only the person sees it (an ephemeral answer).
        """
        message = channel.messages.get(message_id)
        if message is None or message.seen_by is not None:
            raise unknown_message()
        return message
