"""What is sent keeps the platform's pace; who has to wait for long does so without a place."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from acting import Platform, Theatre
from openings import Broadcast

from bot.brand.budgets import Budget, Budgets
from bot.channels.capabilities import Pace, Rate
from bot.channels.contract import Group
from bot.core.outcomes import Misconfigured, Throttled
from bot.engine.outbox.pacing import bulk_share


@asynccontextmanager
async def paced(pace: Pace, *, groups: bool = False) -> AsyncIterator[Theatre]:
    theatre = Theatre()
    theatre.platform = Platform(groups=groups, pace=pace)
    await theatre.start()
    yield theatre
    await theatre.stop()


@pytest.fixture
def by_the_clock(monkeypatch: pytest.MonkeyPatch):
    """Let nobody wait in their place, and time be what the theatre's clock says."""

    def use(theatre: Theatre) -> None:
        monkeypatch.setattr(
            "bot.engine.outbox.pacing.monotonic", lambda: theatre.clock().timestamp()
        )
        monkeypatch.setattr("bot.engine.outbox.taking_turns.monotonic", lambda: 0.0)

    return use


async def test_a_person_is_written_to_at_their_pace(by_the_clock):
    async with paced(Pace(private=Rate(1, 2, 2))) as theatre:
        by_the_clock(theatre)
        await theatre.say("one two three four")
        seen = [len(theatre.platform.got)]
        for _ in range(4):
            await theatre.later(1)
            seen.append(len(theatre.platform.got))
        assert seen == [2, 2, 3, 3, 4]
        assert theatre.platform.texts() == ["one", "two", "three", "four"]
        assert {group.attempt for group in theatre.platform.tried} == {1}
        assert await theatre.rows("DISTINCT status, attempts, doubts FROM deliveries") == [
            ("accepted", 1, 0)
        ]


class Albums(Platform):
    """A platform that counts each letter of what is said as a message."""

    def weight(self, group: Group) -> int:
        return sum(len(part.message.text) for part in group.parts)


async def test_what_counts_as_several_takes_as_much_of_the_pace(by_the_clock):
    theatre = Theatre()
    theatre.platform = Albums(groups=False, pace=Pace(channel=Rate(1, 1, 4), private=Rate(1, 1, 4)))
    await theatre.start()
    by_the_clock(theatre)
    await theatre.say("one two")
    await theatre.say("bob", "bob")
    seen = [len(theatre.platform.got)]
    for _ in range(7):
        await theatre.later(1)
        seen.append(len(theatre.platform.got))
    await theatre.stop()
    assert seen == [1, 1, 2, 2, 2, 3, 3, 3]


async def test_people_do_not_wait_for_each_other(by_the_clock):
    async with paced(Pace(private=Rate(1, 10, 1))) as theatre:
        by_the_clock(theatre)
        for who in ("ada", "bob", "cy"):
            await theatre.say("one two", who)
        assert [text for _, text in theatre.platform.got] == ["one"] * 3
        await theatre.later(10)
        assert [text for _, text in theatre.platform.got] == ["one"] * 3 + ["two"] * 3


async def test_a_group_and_its_threads_share_one_pace(by_the_clock):
    async with paced(Pace(private=Rate(1, 1, 50), group=Rate(1, 3, 1))) as theatre:
        by_the_clock(theatre)
        for space in ("market", "market/7", "market/8", "harbour"):
            await theatre.say("hi", space=space)
        await theatre.say("hi")
        seen = [len(theatre.platform.got)]
        for _ in range(6):
            await theatre.later(1)
            seen.append(len(theatre.platform.got))
        assert seen == [3, 3, 3, 4, 4, 4, 5]


async def test_the_channel_has_a_pace_of_its_own(by_the_clock):
    async with paced(Pace(channel=Rate(3, 1, 3), private=Rate(1, 1, 3)), groups=True) as theatre:
        by_the_clock(theatre)
        for number in range(10):
            await theatre.say("hi", f"person-{number}")
        seen = [len(theatre.platform.got)]
        while seen[-1] < 10:
            await theatre.later(1)
            seen.append(len(theatre.platform.got))
        assert len(seen) <= 5
        assert all(later - before <= 4 for before, later in itertools.pairwise(seen))


async def test_the_brand_may_say_how_fast(by_the_clock):
    theatre = Theatre()
    theatre.pace = Budgets(private=Budget(1, 10))
    await theatre.start()
    by_the_clock(theatre)
    await theatre.say("one")
    await theatre.say("two")
    assert theatre.platform.texts() == ["one"]
    await theatre.later(10)
    assert theatre.platform.texts() == ["one", "two"]
    await theatre.stop()


async def test_a_short_wait_is_waited_in_place():
    async with paced(Pace(private=Rate(1, 0.05, 1))) as theatre:
        begun = monotonic()
        await theatre.say("one two three")
        assert 0.1 <= monotonic() - begun < 2
        assert theatre.platform.texts() == ["one", "two", "three"]
        assert await theatre.rows("DISTINCT fence FROM deliveries") == [(1,)]


async def test_who_waits_for_their_turn_sends_nothing_into_a_pause():
    async with paced(Pace(channel=Rate(1, 0.05, 1))) as theatre:
        theatre.platform.answers = [lambda group: [Throttled("flood", 30.0, "channel")]]
        await asyncio.gather(*(theatre.hear("hi", f"person-{number}") for number in range(5)))
        await theatre.engine.settled()
        assert len(theatre.platform.tried) == 1
        await theatre.later(30)
        assert len(theatre.platform.got) == 5


async def test_a_stop_waits_for_nobodys_turn_and_leaves_no_doubt(lasting: Theatre):
    await lasting.stop()
    lasting.platform = Platform(groups=False, pace=Pace(private=Rate(1, 4, 1)))
    await lasting.start()
    await lasting.hear("one two")
    while not lasting.platform.got:
        await asyncio.sleep(0.001)
    begun = monotonic()
    await lasting.stop(grace=5)
    assert monotonic() - begun < 1
    lasting.platform = Platform()
    await lasting.start()
    await lasting.engine.settled()
    assert lasting.platform.texts() == ["two"]
    assert await lasting.rows("DISTINCT status, doubts FROM deliveries") == [("accepted", 0)]


async def test_ten_thousand_who_fell_silent_leave_nothing_behind(by_the_clock):
    async with paced(Pace(channel=Rate(1, 0.001, 100), private=Rate(1, 1, 5))) as theatre:
        by_the_clock(theatre)
        for block in range(20):
            crowd = [f"person-{block}-{number}" for number in range(100)]
            await asyncio.gather(*(theatre.hear("hi", who) for who in crowd))
            await theatre.later(10)
        assert len(theatre.platform.got) == 2000
        (dispatcher,) = theatre.engine._dispatchers.values()
        assert dispatcher._lanes.names == frozenset()
        assert not (dispatcher._sends)
        assert not (dispatcher._held)
        assert not (dispatcher._door.gate.suspects)
        assert len(dispatcher._turns._pacing._private) <= 512


async def test_a_channel_that_is_held_back_is_not_tried_again_and_again_by_who_has_to_wait(
    by_the_clock,
):
    async with paced(Pace(private=Rate(1, 60, 1))) as theatre:
        by_the_clock(theatre)
        theatre.platform.failing["ada"] = lambda group: [Misconfigured("HTTP 401")]
        await theatre.say("hi")
        await theatre.later(30)
        assert len(theatre.platform.tried) == 1
        assert await theatre.rows("fence FROM deliveries") == [(2,)]
        theatre.platform.failing.clear()
        await theatre.later(30)
        assert theatre.platform.texts() == ["hi"]


@pytest.mark.parametrize(
    ("rate", "share"),
    [(None, 48), (Rate(30, 1, 30), 3), (Rate(20, 60, 5), 1), (Rate(1000, 1, 1), 48)],
)
def test_what_goes_to_many_takes_a_tenth_of_a_second_of_the_pace_and_no_more(
    rate: Rate | None, share: int
):
    assert bulk_share(64, Pace(channel=rate)) == share
    assert bulk_share(64, None) == 48


async def test_a_reply_waits_for_nobody_else_to_be_sent_to(by_the_clock):
    async with paced(Pace(channel=Rate(10, 1, 1)), groups=True) as theatre:
        people = [f"person-{number}" for number in range(9)]
        news = await Broadcast(theatre).begin(*people)
        await news.write(*people)
        news.let_go()
        while not theatre.platform.got:
            await asyncio.sleep(0.001)
        begun = monotonic()
        await theatre.hear("hello")
        while not theatre.platform.texts():
            await asyncio.sleep(0.001)
        assert monotonic() - begun < 0.8
        assert len(theatre.platform.got) < 10
        await theatre.engine.settled()
        assert await news.ends() == {("accepted", None): 9}
