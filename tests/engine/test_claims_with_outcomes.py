"""What goes next is claimed with the outcomes before it: in one commit, and behind them."""

import pytest
from acting import Theatre

from bot.engine.outbox import dispatcher
from bot.engine.outbox.claims import Claimed, Wanted, claim_next
from bot.store.connection import Connection

AT_ONCE, PEOPLE = 2, 20
_CLAIMED = "SELECT count(*) FROM deliveries WHERE status = 'claimed'"


@pytest.fixture
def claimed_at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many groups are claimed on record after each claim; few may be under way."""
    counts: list[int] = []

    def counted(connection: Connection, wanted: Wanted) -> Claimed:
        claimed = claim_next(connection, wanted)
        counts.append(connection.exec_driver_sql(_CLAIMED).scalar_one())
        return claimed

    monkeypatch.setattr(dispatcher, "claim_next", counted)
    monkeypatch.setattr(dispatcher, "MOST_IN_FLIGHT", AT_ONCE)
    return counts


async def test_a_round_of_sends_takes_one_commit_and_no_more_room_than_there_is(
    theatre: Theatre, claimed_at_once: list[int]
):
    theatre.platform.hanging.clear()
    for number in range(PEOPLE):
        await theatre.hear("hello", f"person-{number}")
    while len(theatre.platform.under_way) < AT_ONCE:
        await theatre.rows("1")
    flushes = theatre.store.flushes
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert len(theatre.platform.got) == PEOPLE
    assert max(claimed_at_once) == AT_ONCE
    rounds = PEOPLE // AT_ONCE
    assert theatre.store.flushes - flushes < 1.5 * rounds  # two each, were they apart
