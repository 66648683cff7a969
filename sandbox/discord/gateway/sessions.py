"""Sessions: what a bot hears, numbered, and kept for a while for one who comes back."""

import secrets
from collections import deque
from typing import Protocol

from msgspec import Struct, field

from sandbox.discord.gateway.intents import Intents
from sandbox.discord.model import Bot
from sandbox.discord.snowflakes import Clock
from sandbox.discord.wirejson import JsonObject, write

RESUMABLE_SECONDS = 120.0
"""How long a session outlives its connection: Discord documents "a while" and no number."""

_KEPT = 10_000


class Line(Protocol):
    """The connection that a session has at present."""

    def send(self, payload: bytes) -> None:
        """Send one message, in order."""
        ...

    def close(self, code: int) -> None:
        """Close it with a code, after what was sent before."""
        ...


class Session(Struct):
    """One session.

    `left` is when its connection ended, None while it has one; `lasts` is whether it can be resumed
    after that.
    """

    id: str
    bot: Bot
    intents: Intents
    shard: tuple[int, int]
    line: Line | None
    left: float | None = None
    lasts: bool = True
    sequence: int = 0
    kept: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def dispatch(self, event: str, data: object) -> None:
        """Number an event, keep it, and send it where somebody listens."""
        self.sequence += 1
        payload = write({"op": 0, "t": event, "s": self.sequence, "d": data})
        self.kept.append((self.sequence, payload))
        if self.line is not None:
            self.line.send(payload)

    def can_replay(self, sequence: int) -> bool:
        """Say whether everything after a sequence number is still kept."""
        oldest = self.kept[0][0] if self.kept else 1
        return oldest - 1 <= sequence <= self.sequence

    def hears(self, guild_id: str | None) -> bool:
        """Say whether events of a guild, or private ones, belong to its shard."""
        number, shards = self.shard
        if guild_id is None:
            return number == 0
        return (int(guild_id) >> 22) % shards == number


class Sessions:
    """The sessions of all bots.

    Args:
        clock: tells the present time in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self.resumable_seconds = RESUMABLE_SECONDS

    def begin(self, bot: Bot, intents: int, shard: tuple[int, int], line: Line) -> Session:
        """Begin a session on a connection."""
        session = Session(secrets.token_hex(16), bot, Intents(intents), shard, line)
        self._sessions[session.id] = session
        return session

    def find(self, session_id: str, bot: Bot) -> Session | None:
        """Return a session of a bot that can be resumed."""
        self._forget_old()
        session = self._sessions.get(session_id)
        known = session is not None and session.bot is bot and session.lasts
        return session if known else None

    def move(self, session: Session, line: Line) -> None:
        """Move a session to another connection; what was missed is not sent by this."""
        if session.line is not None:
            session.line.close(4000)  # one connection a session: the new one takes it
        session.line, session.left = line, None

    def leave(self, session: Session, line: Line, *, resumable: bool) -> None:
        """End the connection of a session, and the session itself where it is not resumable."""
        if session.line is not line:
            return
        session.line, session.left = None, self._clock()
        if not (resumable and session.lasts):
            self.end(session)

    def end(self, session: Session) -> None:
        """End a session: it hears nothing more, and nobody can resume it."""
        self._sessions.pop(session.id, None)

    def forget(self, session: Session) -> None:
        """Let a session go on, while it has its connection, and not be resumable after that."""
        session.lasts = False
        if session.line is None:
            self.end(session)

    def of(self, bot: Bot) -> list[Session]:
        """Return the sessions of a bot that are alive or can be resumed."""
        self._forget_old()
        return [session for session in self._sessions.values() if session.bot is bot]

    def everybody(self) -> list[Session]:
        """Return all sessions."""
        self._forget_old()
        return list(self._sessions.values())

    def _forget_old(self) -> None:
        latest = self._clock() - self.resumable_seconds
        gone = [each for each in self._sessions.values() if each.left and each.left < latest]
        for session in gone:
            self.end(session)


def missed(session: Session, sequence: int) -> list[bytes]:
    """Return the events after a sequence number, as they were or would have been sent."""
    return [payload for number, payload in session.kept if number > sequence]


def ready(
    session: Session, user: JsonObject, flags: int, guilds: list[str], url: str
) -> JsonObject:
    """Return what a new session hears first."""
    return {
        "v": 10,
        "user": user,
        "guilds": [{"id": guild_id, "unavailable": True} for guild_id in guilds],
        "session_id": session.id,
        "resume_gateway_url": url,
        "session_type": "normal",
        "shard": list(session.shard),
        "application": {"id": session.bot.id, "flags": flags},
        "user_settings": {},
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guild_join_requests": [],
        "_trace": ["sandbox"],
    }
