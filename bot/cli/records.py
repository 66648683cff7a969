"""The brand's database, for commands that read or erase what it holds."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.cli.keys_here import vault_here
from bot.cli.reading import library_of
from bot.cli.refusal import Refusal
from bot.cli.surroundings import settings_here
from bot.clock import now
from bot.core.ids import BrandId, ChannelName, PersonId
from bot.core.values import Value
from bot.engine.erasing import erase_person
from bot.store.connection import Connection
from bot.store.database import open_store, store_url
from bot.store.errors import EncryptionFault, StoreSettingFault, StoreUnavailable
from bot.store.export import export_person
from bot.store.moments import to_moment
from bot.store.people import Account, person_of
from bot.store.place import is_begun
from bot.store.sealing.vault import Vault
from bot.store.writer import Unit

T = TypeVar("T")


def database_of(folder: Path) -> str:
    """Return the URL of the database that this brand uses here."""
    return store_url(settings_here().database, folder)


def ask_database(url: str, unit: Unit[T], *, reads: bool = False) -> T:
    """Run one unit of work in the brand's database.

    Args:
        url: an SQLAlchemy URL.
        unit: what to do.
        reads: whether it is of no use without what is encrypted; otherwise that is left sealed
            where there is no key for it.

    Raises:
        Refusal: when it cannot be opened or written, in words.
    """
    try:
        vault = vault_here()
        is_blind = vault.masters is None
        return asyncio.run(in_database(url, unit, None if reads and is_blind else vault))
    except EncryptionFault as error:
        raise Refusal(f"{error}.") from None
    except (StoreSettingFault, StoreUnavailable) as error:
        raise Refusal(f"The database cannot be used: {error}. See `convivio doctor`.") from None


async def in_database(url: str, unit: Unit[T], vault: Vault | None = None) -> T:
    """Run one unit of work in a database that is opened for it.

    Args:
        url: an SQLAlchemy URL.
        unit: what to do.
        vault: opens what is encrypted.

    Raises:
        StoreSettingFault: the setting names no database.
        StoreUnavailable: it cannot be opened or written.
    """
    store = await open_store(url, vault=vault)
    try:
        return await store.run(unit)
    finally:
        await store.close()


def export_from(folder: Path, channel: str, external_id: str) -> dict[str, Value] | None:
    """Return all that is held about a person as JSON values; None where nobody is known so."""

    def unit(connection: Connection, person: PersonId, brand: BrandId) -> dict[str, Value]:
        return export_person(connection, brand, person, with_files=True)

    return _about(folder, channel, external_id, unit, reads=True)


def erase_from(folder: Path, channel: str, external_id: str) -> dict[str, int] | None:
    """Erase a person and return how many rows it was, by table; None where nobody is known so."""

    def unit(connection: Connection, person: PersonId, brand: BrandId) -> dict[str, int]:
        return erase_person(connection, brand, person, to_moment(now())).counts

    return _about(folder, channel, external_id, unit)


def _about(
    folder: Path,
    channel: str,
    external_id: str,
    unit: Callable[[Connection, PersonId, BrandId], T],
    *,
    reads: bool = False,
) -> T | None:
    brand = library_of(folder).brand.id
    url = database_of(folder)
    if not is_begun(url):
        return None

    def find(connection: Connection) -> T | None:
        person = person_of(connection, Account(brand, ChannelName(channel), external_id))
        return None if person is None else unit(connection, person, brand)

    return ask_database(url, find, reads=reads)
