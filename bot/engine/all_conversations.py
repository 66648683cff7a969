"""All conversations of a brand, page by page: nobody waits long for whoever reads them."""

from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.conversations import states_after
from bot.store.database import Store

PAGE = 500
"""Conversations that are read at once: some milliseconds of the only writer's time."""

Page = Sequence[tuple[str, str]]
"""Conversations by id, with their states as the store keeps them."""


async def pages_between(store: Store, brand: BrandId) -> AsyncIterator[Page]:
    """Yield every page, while others are served.

    Raises:
        StoreUnavailable: the store cannot be asked now.
    """
    place: str | None = ""
    while place is not None:
        page = await store.run(partial(states_after, brand=brand, after=place, most=PAGE))
        yield page
        place = _last(page)


def pages_at_once(connection: Connection, brand: BrandId) -> Iterator[Page]:
    """Yield every page of a database that nobody waits for."""
    place: str | None = ""
    while place is not None:
        page = states_after(connection, brand, place, PAGE)
        yield page
        place = _last(page)


def _last(page: Page) -> str | None:
    """Return after which conversation the next page begins, None after the last one."""
    return page[-1][0] if len(page) == PAGE else None
