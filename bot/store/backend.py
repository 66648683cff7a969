"""A kind of database, as far as the store has to know which one it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection, Engine

from bot.store.bell import Bell
from bot.store.beside import Beside

Holding = Literal["shared", "alone"]
"""How a process that plays and sends holds its database: beside equals, or with nobody beside it.
One in a file is always held alone, by `bot.store.alone`."""


class Backend(Struct, frozen=True):
    """How one database is opened, and what its failures mean.

    Args:
        engine: where connections come from; each transaction is the only one that writes.
        says_unavailable: whether the database itself failed, not the statement it was given.
        is_lost: whether a connection is of no use any more, so that another one is to be opened.
        was_kept: whether the last transaction was committed although its commit failed: asked
            where a connection was lost meanwhile, and nobody was told.
        after_unit: waits for what a unit has put on its way, and fails where a statement has.
        after_commit: what is to be done on the connection after each group of units.
        turn_to_migrate: lets nobody else change the tables meanwhile, nor look whether they should.
        oldest_at_work: the newest migration that the oldest program knows which is at work on the
            database, this one included; None where nobody says so.
        begin_beside: says how the next transaction of a connection runs, where others share it.
        bell: by which processes that share the database tell each other what is committed; None
            where there is nobody else.
    """

    engine: Engine
    says_unavailable: Callable[[BaseException], bool]
    is_lost: Callable[[Connection], bool]
    was_kept: Callable[[], bool]
    after_unit: Callable[[Connection], None]
    after_commit: Callable[[Connection], None]
    turn_to_migrate: Callable[[Connection], AbstractContextManager[None]]
    oldest_at_work: Callable[[Connection], str | None]
    begin_beside: Callable[[Connection, Beside | None], None] = lambda _connection, _beside: None
    bell: Bell | None = None
