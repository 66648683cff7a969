"""The gateway as a whole: it takes connections in, and does to them what a test orders."""

from aiohttp import web

from sandbox.cutting import cut
from sandbox.discord.gateway.connection import HEARTBEAT_SECONDS, Connection
from sandbox.discord.gateway.conversation import Gatehouse
from sandbox.discord.gateway.protocol import Close, Op
from sandbox.discord.gateway.sessions import Session
from sandbox.discord.model import Bot


class Hub:
    """All connections of the gateway.

    Args:
        house: what conversations need.
    """

    def __init__(self, house: Gatehouse) -> None:
        self._house, self._sessions = house, house.sessions
        self._connections: set[Connection] = set()
        self._refusals: list[int | None] = []
        self.heartbeat_seconds = HEARTBEAT_SECONDS
        self.dials = 0
        """How often somebody dialled, also where he was refused."""

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection, until it ends."""
        self.dials += 1
        self._house.outside.learn(request.host, request.path.rstrip("/"), "/gateway")
        if self._refusals:
            status = self._refusals.pop(0)
            return cut(request) if status is None else web.Response(status=status)
        connection = Connection(self._house, request, self.heartbeat_seconds)
        self._connections.add(connection)
        try:
            return await connection.serve()
        finally:
            self._connections.discard(connection)

    def refuse(self, times: int, status: int | None) -> None:
        """Refuse the next connections: with an HTTP status, or by a reset where it is None."""
        self._refusals.extend([status] * times)

    def of(self, bot: Bot) -> list[Connection]:
        """Return the connections of a bot that has identified."""
        return [each for each in self._connections if each.session and each.session.bot is bot]

    def sessions(self, bot: Bot) -> list[Session]:
        """Return the sessions of a bot."""
        return self._sessions.of(bot)

    def reconnect(self, bot: Bot) -> None:
        """Ask a bot to come again (op 7)."""
        for connection in self.of(bot):
            connection.say(Op.RECONNECT, None)

    def invalidate(self, bot: Bot, *, resumable: bool) -> None:
        """Tell a bot that its session is invalid (op 9)."""
        for connection in self.of(bot):
            if not resumable and connection.session is not None:
                self._sessions.end(connection.session)
            connection.say(Op.INVALID_SESSION, resumable)

    def forget(self, bot: Bot) -> None:
        """Let nobody resume the sessions of a bot once their connections end."""
        for session in self._sessions.of(bot):
            self._sessions.forget(session)

    def keep_sessions(self, seconds: float) -> None:
        """Keep sessions without a connection for so long."""
        self._sessions.resumable_seconds = seconds

    def shut(self) -> None:
        """Close every connection, as the server goes away."""
        for connection in self._connections:
            connection.close(Close.GOING_AWAY)
