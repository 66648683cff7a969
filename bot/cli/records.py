"""The brand's database, for commands that read or erase what it holds."""

import asyncio
from pathlib import Path
from typing import TypeVar

from sqlalchemy import make_url

from bot.cli.refusal import Refusal
from bot.cli.surroundings import settings_here
from bot.store.database import open_store, store_url
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.writer import Unit

T = TypeVar("T")


def database_of(folder: Path) -> str:
    """Return the URL of the database that this brand uses here."""
    return store_url(settings_here().database, folder)


def is_there(url: str) -> bool:
    """Say whether a database was ever begun: asking about data must not begin one."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        return True
    return place.database is not None and Path(place.database).exists()


def ask_database(url: str, unit: Unit[T]) -> T:
    """Run one unit of work in the brand's database.

    Raises:
        Refusal: when it cannot be opened or written, in words.
    """
    try:
        return asyncio.run(_ask(url, unit))
    except (StoreSettingFault, StoreUnavailable) as error:
        raise Refusal(f"The database cannot be used: {error}. See `convivio doctor`.") from None


async def _ask(url: str, unit: Unit[T]) -> T:
    store = await open_store(url)
    try:
        return await store.run(unit)
    finally:
        await store.close()
