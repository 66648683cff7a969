"""Playing people: what they write, press and command, refused where they could not."""

import msgspec

from sandbox.control import ImpossibleError
from sandbox.discord.components import controls
from sandbox.discord.drafts import CONTENT, FILE_BYTES, Draft
from sandbox.discord.interactions import Interactions
from sandbox.discord.model import (
    Bot,
    Channel,
    ChannelType,
    Command,
    Guild,
    Interaction,
    Meeting,
    Message,
    Person,
)
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World
from sandbox.discord.writing import Writing


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
            raise ImpossibleError("there is no bot with this token: POST bots first")
        return bot

    def person(self, person_id: str) -> Person:
        """Return a person."""
        person = self._world.people.get(person_id)
        if person is None:
            raise ImpossibleError(f"there is no person {person_id}: POST people first")
        return person

    def guild(
        self,
        name: str,
        channels: list[str],
        members: list[str],
        threads: list[str],
        others: dict[str, ChannelType],
    ) -> Guild:
        """Make a guild; members are ids, or tokens of bots."""
        ids = [self._member(member) for member in members]
        return self._world.add_guild(name, channels, ids, threads, others)

    def meeting(self, token: str, person_id: str, channel_id: str | None) -> Meeting:
        """Return where somebody acts; no channel means the private one with the bot."""
        bot, person = self.bot(token), self.person(person_id)
        if channel_id is None:
            return Meeting(bot, person, self._world.private_channel(bot, person))
        channel = self._world.channels.get(channel_id)
        if channel is None or not self._world.sees(person.user.id, channel):
            raise ImpossibleError(f"this person sees no channel {channel_id}")
        return Meeting(bot, person, channel)

    def say(self, meeting: Meeting, draft: Draft, *, mention: bool = False) -> Message:
        """Let somebody write or send files; `mention` puts the bot's mention in front."""
        reply_to, place = draft.reply_to, meeting.channel
        if place.kind == ChannelType.FORUM or place.locked:
            raise ImpossibleError("nobody writes into a forum itself, or a locked thread")
        if reply_to is not None and reply_to not in meeting.channel.messages:
            raise ImpossibleError(f"there is no message {reply_to} in this channel")
        return self._writing.say(meeting.person.user, place, _written(meeting, draft, mention))

    def begin(self, meeting: Meeting, title: str, draft: Draft, *, mention: bool) -> Message:
        """Let somebody begin a thread of a channel, or a post of a forum."""
        parent = meeting.channel
        if parent.kind not in {ChannelType.TEXT, ChannelType.FORUM}:
            raise ImpossibleError("threads begin in channels and forums of guilds")
        written = _written(meeting, draft, mention)
        return self._writing.begin(meeting.person.user, parent, title, written)

    def press(
        self,
        meeting: Meeting,
        message_id: str,
        label: str | None = None,
        custom_id: str | None = None,
    ) -> Interaction:
        """Let somebody press a button that is there and enabled, by its label or its id."""
        message = _of_the_bot(meeting, message_id)
        button = _button(message, label, custom_id)
        data: JsonObject = {
            "component_type": button["type"],
            "custom_id": button["custom_id"],
            "id": button["id"],
        }
        return self._interactions.begin("button", meeting, data, message.id)

    def choose(self, meeting: Meeting, message_id: str, labels: list[str]) -> Interaction:
        """Let somebody pick options in the list that has them all, as many as it lets."""
        message = _of_the_bot(meeting, message_id)
        listed, values = _listed(message, labels)
        data: JsonObject = {
            "component_type": listed["type"],
            "custom_id": listed["custom_id"],
            "id": listed["id"],
            "values": values,
        }
        return self._interactions.begin("button", meeting, data, message.id)

    def slash(self, meeting: Meeting, name: str, options: JsonObject) -> Interaction:
        """Let somebody give a command that is registered where he is."""
        command = _command(meeting.bot, meeting.channel, name.removeprefix("/"))
        if not self._world.sees(meeting.bot.id, meeting.channel):
            raise ImpossibleError("the bot is not in this channel")
        data: JsonObject = {"id": command.id, "name": command.name, "type": command.kind}
        if command.guild_id is not None:
            data["guild_id"] = command.guild_id
        if options:
            data["options"] = [
                {"name": key, "type": _type(value), "value": value}
                for key, value in options.items()
            ]
        return self._interactions.begin("command", meeting, data)

    def submit(self, meeting: Meeting, interaction_id: str, texts: dict[str, str]) -> Interaction:
        """Let somebody send the form that an interaction was answered with."""
        shown = self._world.interactions.get(interaction_id)
        if shown is None or shown.modal is None or shown.person_id != meeting.person.user.id:
            raise ImpossibleError("this person was shown no form by this interaction")
        data: JsonObject = {
            "custom_id": shown.modal.get("custom_id"),
            "components": [
                {"type": 1, "components": [{"type": 4, "custom_id": key, "value": text}]}
                for key, text in texts.items()
            ],
        }
        return self._interactions.begin("modal", meeting, data, shown.message_id)

    def _member(self, member: str) -> str:
        if member in self._world.bots:
            return self._world.bots[member].id
        if self._world.user(member) is None:
            raise ImpossibleError(f"there is neither a person nor a bot {member}")
        return member


def _written(meeting: Meeting, draft: Draft, mention: bool) -> Draft:
    """Return what somebody wants to write, as it would be sent."""
    text = draft.content or ""
    written = (f"<@{meeting.bot.id}> {text}" if mention else text).strip()
    if not (written or draft.attachments) or len(written) > CONTENT:
        raise ImpossibleError(f"a message has between 1 and {CONTENT} characters")
    if any(len(file.body) > FILE_BYTES for file in draft.attachments):
        raise ImpossibleError(f"a file has at most {FILE_BYTES} bytes")
    return msgspec.structs.replace(draft, content=written)


def _of_the_bot(meeting: Meeting, message_id: str) -> Message:
    message = meeting.channel.messages.get(message_id)
    if message is None or message.seen_by not in {None, meeting.person.user.id}:
        raise ImpossibleError(f"this person sees no message {message_id}")
    if message.author.id != meeting.bot.id:
        raise ImpossibleError("this message is not the bot's")
    return message


def _listed(message: Message, labels: list[str]) -> tuple[JsonObject, list[str]]:
    """Return the list that has these options, and their values."""
    for control in (each for row in controls(message.components) for each in row):
        options = control.get("options")
        known = options if isinstance(options, list) else []
        values = {one["label"]: one["value"] for one in known}
        if not labels or not set(labels) <= values.keys():
            continue
        least, most = control["min_values"], control["max_values"]
        if not (isinstance(least, int) and isinstance(most, int) and least <= len(labels) <= most):
            raise ImpossibleError(f"this list takes from {least} to {most} options")
        return control, [values[label] for label in labels]
    raise ImpossibleError("there is no list with such options under this message")


def _button(message: Message, label: str | None, custom_id: str | None) -> JsonObject:
    for control in (each for row in controls(message.components) for each in row):
        wanted = label is not None and control.get("label") == label
        if not wanted and (custom_id is None or control.get("custom_id") != custom_id):
            continue
        if "custom_id" not in control:
            raise ImpossibleError("this is a link: pressing it tells the bot nothing")
        if control.get("disabled"):
            raise ImpossibleError("this button is disabled")
        return control
    raise ImpossibleError("there is no such button under this message")


def _command(bot: Bot, channel: Channel, name: str) -> Command:
    for command in bot.commands:
        here = command.guild_id in {None, channel.guild_id}
        context = 0 if channel.guild_id is not None else 1
        allowed = command.contexts is None or context in command.contexts
        if command.name == name and here and allowed:
            return command
    raise ImpossibleError(f"the bot has registered no command /{name} here")


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
