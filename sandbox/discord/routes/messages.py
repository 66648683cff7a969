"""The routes of messages and their channels."""

from sandbox.discord.asking import EMPTY, Asked, Reply, Route
from sandbox.discord.changes import Typing
from sandbox.discord.drafts import read_draft
from sandbox.discord.form import Faults, Fields
from sandbox.discord.model import Bot, Channel, ChannelType, Message, MessageFlags
from sandbox.discord.refusals import (
    already_crossposted,
    another_author,
    private_channel,
    wrong_channel_type,
)
from sandbox.discord.visibility import cover
from sandbox.discord.wire import places
from sandbox.discord.wire.messages import MessageView
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World
from sandbox.discord.writing import Writing

_PAGE = 50
_MOST = 100
"""Messages in one answer (Discord's reference, get channel messages)."""


class Messages:
    """The routes about messages.

    Args:
        world: where they are.
        writing: writes them.
        view: shows them.
    """

    def __init__(self, world: World, writing: Writing, view: MessageView) -> None:
        self._world, self._writing, self._view = world, writing, view

    def routes(self) -> list[Route]:
        """Return the routes."""
        one = "channels/{id}/messages/{message}"
        return [
            Route("GET", "channels/{id}", self._channel),
            Route("POST", "channels/{id}/messages", self._post),
            Route("GET", "channels/{id}/messages", self._list),
            Route("GET", one, self._get),
            Route("PATCH", one, self._edit),
            Route("DELETE", one, self._delete),
            Route("POST", f"{one}/crosspost", self._publish),
            Route("POST", "channels/{id}/typing", self._typing),
        ]

    def _channel(self, asked: Asked) -> Reply:
        return Reply(places.channel(self._world, self._place(asked)))

    def _post(self, asked: Asked) -> Reply:
        place = self._place(asked)
        draft = read_draft(asked.values(), asked.uploads)
        message = self._writing.post(asked.bot, place, draft)
        return Reply(self._view.write(message, nonce=True))

    def _list(self, asked: Asked) -> Reply:
        place = self._place(asked)
        faults = Faults()
        page = _Page(Fields(dict(asked.query), faults))
        faults.refuse()
        seen = [message for message in place.messages.values() if message.seen_by is None]
        return Reply([self._show(asked.bot, place, message) for message in page.of(seen)])

    def _get(self, asked: Asked) -> Reply:
        place = self._place(asked)
        return Reply(self._show(asked.bot, place, self._message(asked, place)))

    def _edit(self, asked: Asked) -> Reply:
        place = self._place(asked)
        message = self._message(asked, place)
        if message.author.id != asked.bot.id:
            raise another_author()
        self._writing.change(message, read_draft(asked.values(), asked.uploads))
        return Reply(self._view.write(message))

    def _publish(self, asked: Asked) -> Reply:
        """Let a message go to the channels that follow this one."""
        place = self._place(asked)
        message = self._message(asked, place)
        if place.kind != ChannelType.ANNOUNCEMENT:
            raise wrong_channel_type()
        if MessageFlags.CROSSPOSTED in message.flags:
            raise already_crossposted()
        message.flags |= MessageFlags.CROSSPOSTED
        return Reply(self._view.write(message))

    def _delete(self, asked: Asked) -> Reply:
        place = self._place(asked)
        message = self._message(asked, place)
        if message.author.id != asked.bot.id and place.guild_id is None:
            raise private_channel()
        self._writing.delete(place, message)
        return EMPTY

    def _typing(self, asked: Asked) -> Reply:
        place = self._place(asked)
        self._world.changes.tell(Typing(place, asked.bot.id, self._world.clock()))
        return EMPTY

    def _place(self, asked: Asked) -> Channel:
        return self._world.visible_channel(asked.bot, asked.params["id"])

    def _message(self, asked: Asked, place: Channel) -> Message:
        return self._world.message_in(place, asked.params["message"])

    def _show(self, bot: Bot, place: Channel, message: Message) -> JsonObject:
        return cover(self._view.write(message), message, place, bot, allowed=bot.message_content)


class _Page:
    """Which messages a query asks for."""

    def __init__(self, fields: Fields) -> None:
        self.limit = fields.number("limit") or _PAGE
        if not 1 <= self.limit <= _MOST:
            words = f"int value should be less than or equal to {_MOST}."
            fields.note("limit", "NUMBER_TYPE_MAX", words)
        self.before = fields.snowflake("before")
        self.after = fields.snowflake("after")
        self.around = fields.snowflake("around")

    def of(self, messages: list[Message]) -> list[Message]:
        """Return the page, newest first; `messages` are oldest first."""
        if self.around is not None:
            return self._around(messages, int(self.around))
        if self.after is not None:
            after = [each for each in messages if int(each.id) > int(self.after)]
            return after[: self.limit][::-1]
        if self.before is not None:
            messages = [each for each in messages if int(each.id) < int(self.before)]
        return messages[-self.limit :][::-1]

    def _around(self, messages: list[Message], middle: int) -> list[Message]:
        half = self.limit // 2
        older = [each for each in messages if int(each.id) < middle][-half:] if half else []
        rest = [each for each in messages if int(each.id) >= middle]
        return (older + rest[: self.limit - len(older)])[::-1]
