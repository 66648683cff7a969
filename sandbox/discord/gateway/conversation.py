"""What a client and the gateway say to each other: identify, resume, beat, ask for members."""

from typing import Protocol

from msgspec import Struct

from sandbox.discord.gateway.intents import Intents, are_allowed, are_valid
from sandbox.discord.gateway.protocol import Close, ClosedError, Op, object_in, shard_in
from sandbox.discord.gateway.sessions import Line, Session, Sessions, missed, ready
from sandbox.discord.model import Bot
from sandbox.discord.outside import Outside
from sandbox.discord.wire import accounts, arrivals
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World


class Talk(Line, Protocol):
    """A connection that can also say what is no event."""

    def say(self, op: Op, data: object) -> None:
        """Send a message that is no event."""
        ...

    def compress_payloads(self) -> None:
        """Compress large messages from now on, where the connection is not compressed as such."""
        ...


class Gatehouse(Struct, frozen=True):
    """What every conversation needs: whose bots may identify, and where they shall come back."""

    world: World
    sessions: Sessions
    outside: Outside


class Conversation:
    """One conversation.

    Args:
        house: what it needs.
        line: the connection that it is held on.
    """

    def __init__(self, house: Gatehouse, line: Talk) -> None:
        self._world, self._sessions = house.world, house.sessions
        self._outside = house.outside
        self._line = line
        self.session: Session | None = None

    def hear(self, payload: JsonObject) -> None:
        """Take in what the client says.

        Raises:
            ClosedError: it closes the connection.
        """
        data = payload.get("d")
        match payload.get("op"):
            case Op.HEARTBEAT:
                self._line.say(Op.HEARTBEAT_ACK, None)
            case Op.IDENTIFY:
                self._identify(object_in(data))
            case Op.RESUME:
                self._resume(object_in(data))
            case Op.PRESENCE | Op.VOICE_STATE:
                self._signed_in()
            case Op.REQUEST_MEMBERS:
                self._tell_members(self._signed_in(), object_in(data))
            case _:
                raise ClosedError(Close.UNKNOWN_OPCODE)

    def _signed_in(self) -> Session:
        if self.session is None:
            raise ClosedError(Close.NOT_AUTHENTICATED)
        return self.session

    def _bot(self, data: JsonObject) -> Bot:
        token = data.get("token")
        bot = self._world.bots.get(token) if isinstance(token, str) else None
        if bot is None:
            raise ClosedError(Close.AUTHENTICATION_FAILED)
        return bot

    def _identify(self, data: JsonObject) -> None:
        if self.session is not None:
            raise ClosedError(Close.ALREADY_AUTHENTICATED)
        bot = self._bot(data)
        intents = data.get("intents")
        if not isinstance(intents, int) or not are_valid(intents):
            raise ClosedError(Close.INVALID_INTENTS)
        if not are_allowed(intents, message_content=bot.message_content):
            raise ClosedError(Close.DISALLOWED_INTENTS)
        if data.get("compress") is True:
            self._line.compress_payloads()
        self.session = self._sessions.begin(bot, intents, shard_in(data), self._line)
        self._welcome(self.session)

    def _welcome(self, session: Session) -> None:
        bot = session.bot
        guilds = [
            guild
            for guild in self._world.guilds.values()
            if bot.id in guild.members and session.hears(guild.id)
        ]
        flags = accounts.application_flags(bot)
        ids = [guild.id for guild in guilds]
        session.dispatch(
            "READY", ready(session, accounts.own_user(bot), flags, ids, self._outside.gateway())
        )
        if Intents.GUILDS in session.intents:
            for guild in guilds:
                session.dispatch("GUILD_CREATE", arrivals.guild(self._world, guild, bot))

    def _resume(self, data: JsonObject) -> None:
        if self.session is not None:
            raise ClosedError(Close.ALREADY_AUTHENTICATED)
        bot = self._bot(data)
        session_id, sequence = data.get("session_id"), data.get("seq")
        session = self._sessions.find(str(session_id), bot)
        if session is None:
            self._line.say(Op.INVALID_SESSION, False)
            return
        if not isinstance(sequence, int) or not session.can_replay(sequence):
            raise ClosedError(Close.INVALID_SEQ)
        self._sessions.move(session, self._line)
        self.session = session
        for payload in missed(session, sequence):
            self._line.send(payload)
        session.dispatch("RESUMED", {"_trace": ["sandbox"]})

    def _tell_members(self, session: Session, data: JsonObject) -> None:
        guild = self._world.guilds.get(str(data.get("guild_id")))
        if guild is not None and session.bot.id in guild.members:
            chunk = arrivals.members(self._world, guild, session.bot, data)
            session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
