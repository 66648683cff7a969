"""What a platform accepted and did not bring is kept among the rejected, to be sent again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from acting import BRAND, SITE, Theatre, started
from openings import Broadcast

from bot.core.events import Incoming, Sender, Undelivered
from bot.core.ids import DeliveryId
from bot.store.dead_letters import DeadLetter, dead_letters, replay
from bot.store.moments import to_moment
from tests.databases.kinds import KINDS, database_of
from tests.eventually import eventually

REASON = "131049: spared"


@pytest.fixture(params=KINDS)
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Theatre]:
    """The engine, started, over each kind of database."""
    with database_of(request.param, tmp_path / "store.db") as url:
        async with started(Theatre(url=url)) as made:
            yield made


async def told(theatre: Theatre, delivery: str, who: str = "ada", key: str = "failed") -> None:
    """Let the platform say that a message did not arrive."""
    happening = Undelivered(DeliveryId(delivery), REASON)
    await theatre.engine.take_in(SITE, [Incoming(key, Sender(who), happening)])
    await theatre.engine.settled()


async def letters(theatre: Theatre) -> list[DeadLetter]:
    return await theatre.store.run(lambda found: dead_letters(found, BRAND))


def only(theatre: Theatre) -> str:
    """Return the id of the message that was tried last."""
    return theatre.platform.tried[-1].parts[-1].id


async def test_it_is_among_the_rejected_and_sent_again_from_there(anywhere: Theatre):
    await anywhere.say("hello")
    await told(anywhere, only(anywhere))
    (letter,) = await letters(anywhere)
    assert (letter.to, letter.reason, letter.kind) == ("ada", REASON, "reply")
    assert await anywhere.rows("place, reason FROM incidents") == [("delivery", REASON)]
    now = to_moment(anywhere.clock())
    await anywhere.store.run(lambda found: replay(found, BRAND, [letter], now))
    for dispatcher in anywhere.engine._dispatchers.values():
        dispatcher.rescan()
    await anywhere.engine.settled()
    assert anywhere.platform.texts() == ["hello", "hello"]
    assert await letters(anywhere) == []


async def test_told_again_it_changes_nothing(anywhere: Theatre):
    await anywhere.say("hello")
    for key in ("one", "two"):
        await told(anywhere, only(anywhere), key=key)
    assert len(await letters(anywhere)) == 1
    assert await anywhere.rows("COUNT(*) FROM incidents") == [(1,)]


async def test_whoever_was_spoken_to_first_has_not_got_it(anywhere: Theatre):
    news = await Broadcast(anywhere).begin("ada", "bob")
    await news.open("ada", "bob")
    ends = await anywhere.rows("id FROM deliveries WHERE recipient = 'ada'")
    await told(anywhere, str(ends[0][0]))
    assert await news.ends() == {("rejected", REASON): 1, ("accepted", None): 1}


async def test_nobody_has_spoken_and_a_message_that_nobody_knows_is_passed_over(
    anywhere: Theatre,
):
    await anywhere.say("hello")
    said = await anywhere.engine.speakers.last_spoken(SITE, "ada")
    await anywhere.later(3600)
    await told(anywhere, "nothing-of-ours")
    await told(anywhere, only(anywhere), who="stranger", key="other")
    assert await anywhere.engine.speakers.last_spoken(SITE, "ada") == said
    assert len(await letters(anywhere)) == 1
    assert await anywhere.rows("COUNT(*) FROM identities") == [(1,)]


async def test_it_may_be_told_before_its_acceptance_is_written(anywhere: Theatre):
    anywhere.platform.hanging.clear()
    await anywhere.hear("hello")
    await eventually(lambda: anywhere.platform.tried)
    happening = Undelivered(DeliveryId(only(anywhere)), REASON)
    await anywhere.engine.take_in(SITE, [Incoming("failed", Sender("ada"), happening)])
    async with asyncio.timeout(10):
        while not await letters(anywhere):
            await asyncio.sleep(0.01)
    anywhere.platform.hanging.set()
    await anywhere.engine.settled()
    assert [one.id for one in await letters(anywhere)] == [only(anywhere)]
