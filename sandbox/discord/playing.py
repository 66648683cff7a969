"""Playing people: what they write, press and command, refused where they could not."""

from sandbox.discord.components import controls
from sandbox.discord.interactions import Interactions
from sandbox.discord.model import (
    Bot,
    Channel,
    Command,
    Guild,
    Interaction,
    Message,
    Person,
)
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World
from sandbox.discord.writing import Writing


class Impossible(Exception):  # noqa: N818 - it is an answer in words, not a fault of ours
    """What was ordered cannot be done by a person: the words say why."""


class Playing:
    """Plays people.

    Args:
        world: where they are.
        writing: writes what they say.
        interactions: begins what they do.
    """

    def __init__(self, world: World, writing: Writing, interactions: Interactions) -> None:
        self._world, self._writing, self._interactions = world, writing, interactions

    def bot(self, token: str) -> Bot:
        """Return the bot that is meant by a token."""
        bot = self._world.bots.get(token)
        if bot is None:
            raise Impossible("there is no bot with this token: POST bots first")
        return bot

    def person(self, person_id: str) -> Person:
        """Return a person."""
        person = self._world.people.get(person_id)
        if person is None:
            raise Impossible(f"there is no person {person_id}: POST people first")
        return person

    def guild(
        self, name: str, channels: list[str], members: list[str], threads: list[str]
    ) -> Guild:
        """Make a guild; members are ids, or tokens of bots."""
        ids = [self._member(member) for member in members]
        guild = self._world.add_guild(name, channels, ids)
        for thread in threads:
            self._world.add_channel(guild, thread, parent_id=guild.channels[0])
        return guild

    def place(self, bot: Bot, person: Person, channel_id: str | None) -> Channel:
        """Return a channel that the person sees; None means the private one with the bot."""
        if channel_id is None:
            return self._world.private_channel(bot, person)
        channel = self._world.channels.get(channel_id)
        if channel is None or not self._world.sees(person.user.id, channel):
            raise Impossible(f"this person sees no channel {channel_id}")
        return channel

    def say(
        self,
        bot: Bot,
        person: Person,
        channel: Channel,
        text: str,
        *,
        mention: bool,
        reply_to: str | None,
    ) -> Message:
        """Let somebody write."""
        if reply_to is not None and reply_to not in channel.messages:
            raise Impossible(f"there is no message {reply_to} in this channel")
        written = f"<@{bot.id}> {text}" if mention else text
        return self._writing.say(person.user, channel, written, reply_to)

    def press(
        self,
        bot: Bot,
        person: Person,
        channel: Channel,
        message_id: str,
        label: str | None,
        custom_id: str | None,
    ) -> Interaction:
        """Let somebody press a button that is there and enabled."""
        message = channel.messages.get(message_id)
        if message is None or message.seen_by not in {None, person.user.id}:
            raise Impossible(f"this person sees no message {message_id}")
        button = _button(message, label, custom_id)
        data: JsonObject = {"component_type": button["type"], "custom_id": button["custom_id"]}
        data["id"] = button["id"]
        return self._interactions.begin("button", bot, person, channel, data, message.id)

    def slash(
        self, bot: Bot, person: Person, channel: Channel, name: str, options: JsonObject
    ) -> Interaction:
        """Let somebody give a command that is registered where he is."""
        wanted = name.removeprefix("/")
        command = _command(bot, channel, wanted)
        data: JsonObject = {"id": command.id, "name": command.name, "type": command.kind}
        if command.guild_id is not None:
            data["guild_id"] = command.guild_id
        if options:
            data["options"] = [
                {"name": key, "type": _type(value), "value": value}
                for key, value in options.items()
            ]
        return self._interactions.begin("command", bot, person, channel, data)

    def _member(self, member: str) -> str:
        if member in self._world.bots:
            return self._world.bots[member].id
        if self._world.user(member) is None:
            raise Impossible(f"there is neither a person nor a bot {member}")
        return member


def _button(message: Message, label: str | None, custom_id: str | None) -> JsonObject:
    for control in (each for row in controls(message.components) for each in row):
        wanted = label is not None and control.get("label") == label
        if not wanted and (custom_id is None or control.get("custom_id") != custom_id):
            continue
        if "custom_id" not in control:
            raise Impossible("this is a link: pressing it tells the bot nothing")
        if control.get("disabled"):
            raise Impossible("this button is disabled")
        return control
    raise Impossible("there is no such button under this message")


def _command(bot: Bot, channel: Channel, name: str) -> Command:
    for command in bot.commands:
        here = command.guild_id in {None, channel.guild_id}
        context = 0 if channel.guild_id is not None else 1
        allowed = command.contexts is None or context in command.contexts
        if command.name == name and here and allowed:
            return command
    raise Impossible(f"the bot has registered no command /{name} here")


def _type(value: object) -> int:
    match value:
        case bool():
            return 5
        case int():
            return 4
        case float():
            return 10
        case _:
            return 3
