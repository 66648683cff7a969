"""Reading where all conversations of a brand stand, page by page: nobody waits for it long."""

from collections.abc import Iterator, Sequence

import msgspec

from bot.core.ids import BrandId
from bot.dialogue.machine.state import State
from bot.dialogue.publishing.prospects import Prospects
from bot.store.connection import Connection
from bot.store.conversations import states_after
from bot.store.database import Store

PAGE = 500
"""Conversations that are read at once: some milliseconds of the only writer's time."""

_STATE = msgspec.json.Decoder(State)

Page = Sequence[tuple[str, str]]
"""Conversations by id, with their states as the store keeps them."""


async def look_through(store: Store, brand: BrandId, prospects: Prospects) -> None:
    """Count what is to come for everybody, while others are served.

    Raises:
        StoreUnavailable: the store cannot be asked now.
    """
    place: str | None = ""
    while place is not None:

        def unit(connection: Connection, after: str = place) -> Page:
            return states_after(connection, brand, after, PAGE)

        place = _count(await store.run(unit), prospects)


def look_through_at_once(connection: Connection, brand: BrandId, prospects: Prospects) -> None:
    """Count what is to come for everybody, in a database that nobody waits for."""
    place: str | None = ""
    while place is not None:
        place = _count(states_after(connection, brand, place, PAGE), prospects)


def _count(page: Page, prospects: Prospects) -> str | None:
    """Count a page, and return the place of the next one, None after the last."""
    for state in _states(page):
        prospects.add(state)
    return page[-1][0] if len(page) == PAGE else None


def _states(page: Page) -> Iterator[State]:
    """Yield the states that can be read: whoever has another is told so at their next word."""
    for _, written in page:
        try:
            yield _STATE.decode(written)
        except msgspec.MsgspecError:
            continue
