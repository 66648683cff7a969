"""The bell of a database on a server: LISTEN on a connection of its own, NOTIFY with the commit."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.bell import Ear, Ring, Rope, read_rings
from bot.store.errors import in_one_line
from bot.store.wire import wire_of

NAME = "convivio"
"""The server's channel, one in each database."""

_NOTIFY = f"SELECT pg_notify('{NAME}', %s)"
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)
_LONGEST_PAUSE = 5.0
"""Seconds between two tries to listen: whoever hears nothing looks every second anyway."""

_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""A server that is gone without a word is found out within half a minute."""

_LOG = logging.getLogger(__name__)


class PostgresqlBell:
    """Rings with every commit of an engine's connections, and hears those of other processes.

    Args:
        engine: whose transactions tell, and where to listen.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._me = uuid4().hex
        self._is_heard = False
        self._ear: Ear | None = None
        event.listen(engine, "connect", self._tie)
        event.listen(engine, "begin", _forget)
        event.listen(engine, "commit", _tell)

    @property
    def is_heard(self) -> bool:
        """Whether others are heard now."""
        return self._is_heard

    async def listen(self, ear: Ear) -> None:
        """Let somebody listen until cancelled, through every loss of the connection."""
        from psycopg import Error  # noqa: PLC0415 - only where it is installed

        self._ear = ear
        pauses = _pauses()

        def begin() -> None:
            nonlocal pauses
            pauses = _pauses()
            self._is_heard = True
            ear.look_at_everything()

        while True:
            try:
                await self._listen_once(ear, begin)
            except (Error, OSError) as error:
                self._was_lost(error)
            except Exception as error:  # noqa: BLE001 - what is heard must not end the hearing
                _LOG.error("hearing others failed error=%s", type(error).__name__)
            finally:
                self._is_heard = False
            await asyncio.sleep(next(pauses))

    async def _listen_once(self, ear: Ear, begin: Callable[[], None]) -> None:
        from psycopg import AsyncConnection  # noqa: PLC0415 - only where it is installed

        _, arguments = self._engine.dialect.create_connect_args(self._engine.url)
        arguments.pop("context", None)  # for types that we have none of
        own = {"connect_timeout": 10, "fallback_application_name": "convivio bell"}
        options = {**own, **_ALIVE, **arguments}
        async with await AsyncConnection.connect(**options, autocommit=True) as connection:
            await connection.execute(f"LISTEN {NAME}")
            begin()
            async for notified in connection.notifies():
                for one in read_rings(notified.payload, self._me):
                    ear.hear(one)

    def _was_lost(self, error: BaseException) -> None:
        if self._is_heard:
            _LOG.warning("what others tell is not heard for a while reason=%r", in_one_line(error))

    def _tie(self, _connection: Any, entry: ConnectionPoolEntry) -> None:
        Rope(self._me, self._is_ours).tie_to(entry.info)

    def _is_ours(self, ring: Ring) -> bool:
        return self._ear is not None and self._ear.looks_after(ring)


def _pauses() -> Iterator[float]:
    return chain(_PAUSES, repeat(_LONGEST_PAUSE))


def _tell(connection: Connection) -> None:
    rope = Rope.of(connection)
    if rope is not None:
        wire_of(connection).put(_NOTIFY, [(payload,) for payload in rope.payloads()])


def _forget(connection: Connection) -> None:
    """Tell nothing of a transaction before this one that was rolled back."""
    rope = Rope.of(connection)
    if rope is not None:
        rope.drop()
