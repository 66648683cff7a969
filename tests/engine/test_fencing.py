"""A process that lost its channel sends, settles and takes in nothing more, and harms nobody."""

from collections.abc import AsyncIterator

import pytest
from acting import BRAND, SITE, Theatre

from bot.engine.roles.ownership import Ownership
from bot.engine.roles.tenure import Role, Tenure
from bot.store.connection import Connection
from bot.store.leases import of_channel, take_leases
from tests.eventually import eventually

KEY = (BRAND, SITE.name)
ROLE = Role(BRAND, of_channel(SITE.name))
LEASE = 6.0


class Owning(Theatre):
    """A process that owns its channel by a lease, on a database that another one shares.

    `now` is the clock of both, and of the database.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shares = True
        self.now = 1000.0

    async def start(self) -> None:
        await super().start()
        self.ownership = Ownership(self.store, self.engine._owner, lambda: self.now, LEASE)
        self.ownership.want(ROLE, self._gained, self._lost)

    async def own(self) -> None:
        await self.ownership.look()
        await eventually(lambda: KEY in self.engine._dispatchers)

    async def pause(self) -> None:
        """Stand still until another process has the channel, and what it sent was taken over."""
        self.now += LEASE
        await self.store.run(self._taken_by_another)

    async def be_replaced(self) -> None:
        """Stand still as long, and then find out."""
        await self.pause()
        await self.ownership.look()
        await eventually(lambda: KEY not in self.engine._dispatchers)

    def tenure(self) -> Tenure:
        found = self.ownership.tenure(ROLE)
        assert found is not None
        return found

    def _taken_by_another(self, connection: Connection) -> None:
        (lease,) = take_leases(connection, BRAND, [ROLE.name], "another", LEASE)
        assert lease.owner == "another"

    async def _gained(self, tenure: Tenure) -> None:
        if await self.engine.gain(KEY, tenure):
            await self.engine.begin_to_send(KEY)

    async def _lost(self) -> None:
        await self.engine.lose(KEY)


@pytest.fixture
async def owning(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Owning]:
    made = Owning()
    for module in ("bot.store.leases", "bot.engine.roles.ownership"):
        monkeypatch.setattr(f"{module}.database_time", lambda _: round(made.now * 1_000_000))
    await made.start()
    yield made
    await made.ownership.stop()
    await made.stop()


async def statuses(theatre: Theatre) -> list[tuple[object, ...]]:
    return await theatre.rows("status, attempts FROM deliveries ORDER BY seq, position")


async def test_an_owner_that_was_replaced_claims_nothing(owning: Owning):
    await owning.own()
    tenure = owning.tenure()
    await owning.say("one")
    await owning.pause()
    dispatcher = owning.engine._dispatchers[KEY]
    again = "UPDATE deliveries SET status = 'pending'"
    await owning.store.run(lambda one: one.exec_driver_sql(again))
    dispatcher.rescan()
    await eventually(lambda: tenure.is_over)
    await owning.engine.settled()
    assert len(owning.platform.tried) == 1
    assert await statuses(owning) == [("pending", 1)]


async def test_what_it_had_under_way_is_not_settled_by_it(owning: Owning):
    await owning.own()
    tenure = owning.tenure()
    owning.platform.hanging.clear()
    await owning.hear("one")
    await eventually(lambda: owning.platform.tried)
    await owning.pause()
    owning.platform.hanging.set()
    await eventually(lambda: tenure.is_over)
    assert await statuses(owning) == [("claimed", 1)]
    assert owning.engine.figures().channels[0].deliveries == {}


async def test_what_is_under_way_when_it_finds_out_is_cut(owning: Owning):
    await owning.own()
    owning.platform.hanging.clear()
    await owning.hear("one")
    await eventually(lambda: owning.platform.under_way)
    await owning.pause()
    await owning.ownership.look()
    await eventually(lambda: not owning.platform.under_way)
    assert await statuses(owning) == [("claimed", 1)]
    assert owning.engine.figures().channels == ()


async def test_what_it_hears_is_left_to_the_one_who_has_the_channel(owning: Owning):
    await owning.own()
    assert (await owning.hear("one")).taken == "new"
    await owning.pause()
    assert (await owning.hear("two")).taken == "full"  # refused by the database
    assert owning.tenure().is_over
    assert (await owning.hear("three")).taken == "full"
    await owning.ownership.look()
    assert (await owning.hear("four")).taken == "full"
    assert await owning.rows("count(*) FROM events") == [(1,)]


async def test_of_what_never_was_its_own_it_hears_nothing(owning: Owning):
    assert (await owning.hear("one")).taken == "full"
    assert await owning.rows("count(*) FROM events") == [(0,)]


async def test_while_it_cannot_be_sure_it_waits_and_then_goes_on(owning: Owning):
    await owning.own()
    owning.now += LEASE - 1.0  # the database was away for so long
    await owning.say("one")
    assert owning.platform.tried == []
    assert await statuses(owning) == [("pending", 0)]
    await owning.ownership.look()
    await owning.later(1.0)
    assert owning.platform.texts() == ["one"]
    assert await statuses(owning) == [("accepted", 1)]


async def test_whoever_gains_a_channel_sends_what_another_had_under_way(owning: Owning):
    await owning.own()
    owning.platform.hanging.clear()
    await owning.hear("one two")
    await eventually(lambda: owning.platform.under_way)
    await owning.be_replaced()
    owning.platform.hanging.set()
    owning.now += LEASE  # now the other one stands still
    await owning.own()
    await owning.engine.settled()
    assert owning.platform.texts() == ["one", "two"]
    assert await owning.rows("status, doubts FROM deliveries") == [("accepted", 1)] * 2


async def test_what_somebody_waits_for_is_left_to_them_until_they_are_gone(owning: Owning):
    await owning.own()
    receipt = await owning.hear("one", hold=True)
    assert await owning.engine.replies(BRAND, receipt.event, 5) is not None
    await owning.be_replaced()  # as if it were killed, for whoever waits
    owning.now += LEASE  # now the other one stands still
    assert await owning.rows("status FROM deliveries") == [("claimed",)]
    await owning.own()
    await owning.engine.settled()
    assert owning.platform.tried == []
    is_over = "UPDATE deliveries SET lease_until = 1 WHERE status = 'claimed'"
    await owning.store.run(lambda found: found.exec_driver_sql(is_over))
    owning.clock.move(3.0)
    await owning.engine.look()
    await owning.engine.settled()
    assert owning.platform.texts() == ["one"]


async def test_a_channel_can_be_lost_and_gained_again_and_again(owning: Owning):
    for text in ("one", "two", "three"):
        await owning.own()
        await owning.say(text)
        await owning.be_replaced()
        owning.now += LEASE
    assert owning.platform.texts() == ["one", "two", "three"]
    assert {status for status, _ in await statuses(owning)} == {"accepted"}


async def test_it_says_of_what_it_owns_that_it_is_its_own(owning: Owning):
    assert owning.engine.owned.tenure(KEY) is None
    await owning.own()
    assert owning.engine.owned.tenure(KEY) is owning.tenure()
    await owning.pause()
    await owning.ownership.look()
    await eventually(lambda: owning.engine.owned.tenure(KEY) is None)
