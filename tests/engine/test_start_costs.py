"""A start costs the same however much was ever said, sent and called before it."""

from datetime import UTC, datetime

from sqlalchemy import insert

from bot.brand.brand import Brand
from bot.core.ids import BrandId, ChannelName
from bot.dialogue.publishing.library import Library
from bot.engine.roles.tenure import for_ever
from bot.engine.taking_over import take_over, take_over_channel
from bot.store.calls import calls_under_way
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.moments import to_moment
from bot.store.schema import metadata
from tests.store.crowded import ENDED_AFTER, row
from tests.store.sqlite_steps import counted

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OURS = BrandId("brand"), ChannelName("channel")
LIBRARY = Library(Brand(OURS[0], "Fair", ("en",), "Europe/Rome", {}), {})
TABLES = ("persons", "conversations", "events", "deliveries", "emissions", "calls", "recipients")
"""What grows as people talk."""
FEW, MANY = 50, 2_000


def let_end(connection: Connection, since: int, until: int) -> None:
    """Add what has ended long ago."""
    for name in TABLES:
        table = metadata.tables[name]
        connection.execute(insert(table), [row(table, number) for number in range(since, until)])


def steps_of_a_start(connection: Connection) -> int:
    """Start, and return how many steps of its machine the database took for that."""

    def start() -> None:
        take_over(connection, LIBRARY, NOW)
        take_over_channel(connection, OURS, for_ever(), None, to_moment(NOW))
        calls_under_way(connection, OURS[0])

    return counted(connection, start)[0]


async def test_a_start_reads_nothing_of_what_has_ended():
    def play(connection: Connection) -> tuple[int, int]:
        let_end(connection, ENDED_AFTER, FEW)
        steps_of_a_start(connection)
        before = steps_of_a_start(connection)
        let_end(connection, FEW, MANY)
        return before, steps_of_a_start(connection)

    store = await open_store("sqlite://")
    before, after = await store.run(play)
    await store.close()
    assert 0 < before == after
