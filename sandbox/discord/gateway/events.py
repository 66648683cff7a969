"""From changes on the server to the events that sessions hear."""

from typing import assert_never

from sandbox.discord import changes
from sandbox.discord.gateway.intents import Intents
from sandbox.discord.gateway.sessions import Session, Sessions
from sandbox.discord.model import Channel, Interaction, Message
from sandbox.discord.visibility import cover
from sandbox.discord.wire import accounts, arrivals, begun, places
from sandbox.discord.wire.messages import MessageView
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World


class Events:
    """Tells sessions what happens.

    Args:
        world: where it happens.
        view: shows messages.
        sessions: who listens.
    """

    def __init__(self, world: World, view: MessageView, sessions: Sessions) -> None:
        self._world, self._view, self._sessions = world, view, sessions

    def tell(self, change: changes.Change) -> None:
        """Tell everybody who may hear of a change."""
        match change:
            case changes.Posted():
                self._message("MESSAGE_CREATE", change.message)
            case changes.Edited():
                self._message("MESSAGE_UPDATE", change.message)
            case changes.Deleted():
                self._deleted(change.message)
            case changes.Voted() | changes.Reacted():
                self._signed(change)
            case changes.Removed() | changes.Threaded():
                self._changed(change)
            case changes.Joined():
                self._joined(change)
            case changes.Typing():
                self._typing(change)
            case changes.Began():
                self._began(change.interaction)
            case changes.Opened() | changes.Answered():
                pass  # bots are not told: a private channel shows with its first message
            case _:
                assert_never(change)

    def _message(self, event: str, message: Message) -> None:
        if message.seen_by is not None:
            return
        place = self._world.channels[message.channel_id]
        written = self._view.write(message, nonce=event == "MESSAGE_CREATE")
        written |= {"channel_type": int(place.kind)} | self._place(place, message)
        for session in self._listeners(place, Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES):
            allowed = Intents.MESSAGE_CONTENT in session.intents
            session.dispatch(event, cover(written, message, place, session.bot, allowed=allowed))

    def _deleted(self, message: Message) -> None:
        if message.seen_by is not None:
            return
        place = self._world.channels[message.channel_id]
        data: JsonObject = {"id": message.id, "channel_id": place.id}
        if place.guild_id is not None:
            data["guild_id"] = place.guild_id
        for session in self._listeners(place, Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES):
            session.dispatch("MESSAGE_DELETE", data)

    def _signed(self, change: changes.Voted | changes.Reacted) -> None:
        message = change.message
        place = self._world.channels[message.channel_id]
        data: JsonObject = {
            "user_id": change.user_id,
            "channel_id": place.id,
            "message_id": message.id,
        }
        if place.guild_id is not None:
            data["guild_id"] = place.guild_id
        done = "ADD" if change.added else "REMOVE"
        if isinstance(change, changes.Voted):
            event = f"MESSAGE_POLL_VOTE_{done}"
            data["answer_id"] = change.answer
            wanted = Intents.GUILD_MESSAGE_POLLS, Intents.DIRECT_MESSAGE_POLLS
        else:
            event = f"MESSAGE_REACTION_{done}"
            data |= {"emoji": {"id": None, "name": change.emoji}, "burst": False, "type": 0}
            data |= {"message_author_id": message.author.id} if change.added else {}
            wanted = Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS
        for session in self._listeners(place, *wanted):
            session.dispatch(event, data)

    def _typing(self, change: changes.Typing) -> None:
        place = change.channel
        data: JsonObject = {
            "channel_id": place.id,
            "user_id": change.user_id,
            "timestamp": int(change.at),
        }
        if place.guild_id is not None:
            data["guild_id"] = place.guild_id
        group, private = Intents.GUILD_MESSAGE_TYPING, Intents.DIRECT_MESSAGE_TYPING
        for session in self._listeners(place, group, private):
            session.dispatch("TYPING_START", data)

    def _changed(self, change: changes.Removed | changes.Threaded) -> None:
        place = change.channel
        written = places.channel(self._world, place)
        done = "CREATE" if isinstance(change, changes.Threaded) else "DELETE"
        event = f"{'THREAD' if place.parent_id else 'CHANNEL'}_{done}"
        for session in self._listeners(place, Intents.GUILDS, Intents.GUILDS):
            session.dispatch(event, written)

    def _joined(self, change: changes.Joined) -> None:
        bot = self._world.bot_by_id(change.bot_id)
        for session in self._sessions.of(bot) if bot else ():
            if Intents.GUILDS in session.intents and session.hears(change.guild.id):
                session.dispatch(
                    "GUILD_CREATE", arrivals.guild(self._world, change.guild, session.bot)
                )

    def _began(self, interaction: Interaction) -> None:
        bot = self._world.bot_by_id(interaction.bot_id)
        if bot is not None and bot.endpoint is not None:
            return  # it is posted there, and told to nobody else
        written = begun.interaction(self._world, self._view, interaction)
        for session in self._sessions.of(bot) if bot else ():
            if session.hears(interaction.guild_id):
                session.dispatch("INTERACTION_CREATE", written)

    def _listeners(self, place: Channel, group: Intents, private: Intents) -> list[Session]:
        wanted = group if place.guild_id is not None else private
        return [
            session
            for session in self._sessions.everybody()
            if wanted in session.intents
            and session.hears(place.guild_id)
            and self._world.sees(session.bot.id, place)
        ]

    def _place(self, place: Channel, message: Message) -> JsonObject:
        if place.guild_id is None:
            return {}
        guild = self._world.guilds[place.guild_id]
        written: JsonObject = {"guild_id": guild.id}
        if message.author.id in guild.members and message.interaction is None:
            written["member"] = accounts.member(guild)
        return written
