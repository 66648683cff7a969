"""Reading what is to come for all conversations of a brand."""

import msgspec

from bot.core.ids import BrandId
from bot.dialogue.machine.state import State
from bot.dialogue.publishing.prospects import Prospects
from bot.engine.all_conversations import Page, pages_at_once, pages_between
from bot.store.connection import Connection
from bot.store.database import Store


async def look_through(store: Store, brand: BrandId, prospects: Prospects) -> None:
    """Count what is to come for everybody, while others are served.

    Raises:
        StoreUnavailable: the store cannot be asked now.
    """
    async for page in pages_between(store, brand):
        _count(page, prospects)


def look_through_at_once(connection: Connection, brand: BrandId, prospects: Prospects) -> None:
    """Count what is to come for everybody, in a database that nobody waits for."""
    for page in pages_at_once(connection, brand):
        _count(page, prospects)


def _count(page: Page, prospects: Prospects) -> None:
    """Count the states that can be read: whoever has another is told so at their next word."""
    for _, written in page:
        try:
            state = msgspec.json.decode(written, type=State)
        except msgspec.MsgspecError:
            continue
        prospects.add(state)
