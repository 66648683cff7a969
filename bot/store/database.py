"""The way in: open a store by its URL, and run units of work in it."""

import asyncio
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.store.backend import Backend, Holding
from bot.store.beside import Beside
from bot.store.commits import CommitFigures
from bot.store.connection import Connection
from bot.store.errors import StoreSettingFault
from bot.store.place import url_of
from bot.store.sealing.keyring import forget_unit
from bot.store.sealing.unlocking import equip, expect_clear, refuse_locked
from bot.store.sealing.vault import Vault
from bot.store.sqlite import sqlite
from bot.store.upgrade import upgrade
from bot.store.writer import Unit, Writer

T = TypeVar("T")

_FILE_NAME = "convivio.db"


class Store:
    """One database. Every piece of work in it is a unit: a plain function over a connection."""

    def __init__(
        self, backend: Backend, vault: Vault | None = None, *, plays: bool = False
    ) -> None:
        if vault is not None:
            equip(backend.engine, vault)
        self._writer = Writer(backend, partial(_prepare, backend, vault, plays=plays))
        self.bell = backend.bell
        """Tells what other processes have committed; None where there is nobody else."""

    @property
    def is_shared(self) -> bool:
        """Whether there may be other processes on the database."""
        return self.bell is not None

    async def open(self) -> None:
        """Open the database and bring its tables up to date."""
        await self._writer.start()

    async def run(self, unit: Unit[T], beside: Beside | None = None) -> T:
        """Run a unit in a transaction and return its result once it is durable.

        Args:
            unit: reads and writes through the connection it is given; it neither commits nor
                rolls back. When it raises, nothing of it is kept and the caller gets the error.
            beside: how it runs where several processes share the database; None: alone.

        Returns:
            What the unit returned.

        Raises:
            StoreUnavailable: when the database could not take it (disk full, locked).
        """
        return await self._writer.submit(unit, beside)

    def submit(self, unit: Unit[T], beside: Beside | None = None) -> asyncio.Future[T]:
        """Queue a unit at once, as `run` does, and return a future of its result.

        Units that are queued without a pause between them share a commit.
        """
        return self._writer.submit(unit, beside)

    async def close(self) -> None:
        """Finish what is queued and let go of the database."""
        await self._writer.close()

    def commits(self) -> CommitFigures:
        """Return what its commits are like."""
        return self._writer.commits.figures()

    @property
    def flushes(self) -> int:
        """How many commits there were since it was opened."""
        return self._writer.flushes


async def open_store(url: str, holding: Holding | None = None, vault: Vault | None = None) -> Store:
    """Open a database and bring its tables up to date.

    Args:
        url: an SQLAlchemy URL: `sqlite:///path`, `sqlite://` for one in memory, or
            `postgresql://…` for one on a server.
        holding: how a database on a server is held by a process that plays and sends; None by
            one that does neither.
        vault: seals what people say, and opens it; None: nothing is encrypted.

    Returns:
        The open store.

    Raises:
        EncryptionFault: when something in it is encrypted that the vault cannot open.
        StoreSettingFault: when the URL names no database that is supported, or one that a newer
            version of the program has made.
        StoreUnavailable: when the database cannot be opened; `DatabaseInUse` where others hold it.
    """
    store = Store(_backend(url, holding), vault, plays=holding is not None)
    await store.open()
    return store


def _prepare(backend: Backend, vault: Vault | None, connection: Connection, *, plays: bool) -> None:
    """Make a database ready for units, or refuse it before anything is touched."""
    with connection.begin():
        refuse_locked(connection, vault)
    upgrade(connection, backend)
    if vault is not None and (vault.brands or plays):
        with connection.begin():
            vault.make_own_keys(connection)
            if plays:
                expect_clear(connection, vault)
        forget_unit(connection)
        with connection.begin():
            vault.keep_own_keys(connection)


def _backend(setting: str, holding: Holding | None) -> Backend:
    url = url_of(setting)
    match url.get_backend_name():
        case "sqlite":
            return sqlite(url)
        case "postgresql":
            # Loaded where it is used: it is a tenth of what a start costs.
            from bot.store.postgresql import postgresql  # noqa: PLC0415

            return postgresql(url, holding)
        case "postgres":
            raise StoreSettingFault("write postgresql://… instead of postgres://…")
        case kind:
            raise StoreSettingFault(f"a database of the kind {kind!r} is not supported")


def store_url(setting: str | None, brand_folder: Path) -> str:
    """Return the database URL that a setting means.

    Args:
        setting: `CONVIVIO_DATABASE`: an SQLAlchemy URL, a bare path, or None.
        brand_folder: the first brand's folder, which holds the default database.

    Returns:
        An SQLAlchemy URL.
    """
    if not setting:
        return f"sqlite:///{brand_folder / _FILE_NAME}"
    if "://" in setting:
        return setting
    return f"sqlite:///{setting}"
