"""The outbox: order in a space, retries at their time, unknown outcomes under the same ids."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from acting import BRAND, SITE, Clock, Platform, Theatre, accept, started
from openings import message

from bot.channels.contract import Group
from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Moved,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)
from bot.engine.outbox.claims import Claimed, Wanted, claim_next
from bot.store.connection import Connection
from bot.store.deliveries import add_deliveries


def always(outcome: Outcome) -> Callable[[Group], Sequence[Outcome]]:
    return lambda group: [outcome] * len(group.parts)


def crash(group: Group) -> Sequence[Outcome]:
    raise RuntimeError("the adapter broke")


def cancel_itself(group: Group) -> Sequence[Outcome]:
    raise asyncio.CancelledError


def answer_nonsense(group: Group) -> Sequence[Outcome]:
    return ["fine"] * len(group.parts)  # type: ignore[list-item]


def say_what_cannot_be_stored(group: Group) -> Sequence[Outcome]:
    return [Rejected("\ud800")] * len(group.parts)


async def statuses(theatre: Theatre) -> list[tuple[object, ...]]:
    return await theatre.rows("status, count(*) FROM deliveries GROUP BY 1 ORDER BY 1")


async def test_a_turn_goes_out_as_one_group_under_its_own_id(theatre: Theatre):
    await theatre.say("one two three")
    (group,) = theatre.platform.tried
    assert [part.message.text for part in group.parts] == ["one", "two", "three"]
    assert len({group.id, *(part.id for part in group.parts)}) == 4
    assert (group.to, group.space, group.attempt) == ("ada", None, 1)


@pytest.mark.parametrize("jump", [-240, 240])
async def test_a_wall_clock_that_jumps_delays_no_other_try_and_hastens_none(jump: float):
    theatre = Theatre()
    theatre.steady = Clock()
    async with started(theatre):
        theatre.platform.answers = [always(Unknown("cut"))]
        await theatre.say("one")
        await theatre.later(jump)
        assert len(theatre.platform.tried) == 1
        theatre.steady.move(1)
        await theatre.say("two")
        assert theatre.platform.texts() == ["one", "two"]


async def test_a_platform_that_takes_one_part_a_call_gets_them_one_by_one():
    theatre = Theatre()
    theatre.platform = Platform(groups=False)
    await theatre.start()
    theatre.platform.answers = [accept, always(Unknown("cut"))]
    await theatre.say("one two three")
    assert [len(group.parts) for group in theatre.platform.tried] == [1, 1]
    await theatre.later(1)
    assert theatre.platform.texts() == ["one", "two", "three"]
    await theatre.stop()


@pytest.mark.parametrize(
    "first",
    [
        always(Unknown("cut")),
        always(Throttled("busy")),
        crash,
        cancel_itself,
        answer_nonsense,
        say_what_cannot_be_stored,
    ],
)
async def test_what_may_have_failed_is_sent_again_the_same(
    theatre: Theatre, first: Callable[[Group], Sequence[Outcome]]
):
    theatre.platform.answers = [first]
    await theatre.say("one two")
    assert theatre.platform.texts() == []
    await theatre.later(1)
    first_try, second_try = theatre.platform.tried
    assert (first_try.id, first_try.parts) == (second_try.id, second_try.parts)
    assert (first_try.attempt, second_try.attempt) == (1, 2)
    assert theatre.platform.texts() == ["one", "two"]
    assert await statuses(theatre) == [("accepted", 2)]


@pytest.mark.parametrize("fault", [answer_nonsense, say_what_cannot_be_stored])
async def test_a_fault_of_our_own_is_reported_once_and_harms_nobody_else(
    theatre: Theatre, fault: Callable[[Group], Sequence[Outcome]], caplog: pytest.LogCaptureFixture
):
    theatre.platform.hanging.clear()
    theatre.platform.answers = [fault, accept, fault]
    await theatre.hear("one")
    await theatre.hear("two")
    await theatre.hear("hello", "bob")
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert theatre.platform.got == [("bob", "hello")]
    await theatre.later(1)
    await theatre.later(2)
    assert theatre.platform.texts() == ["one", "two"]
    assert await statuses(theatre) == [("accepted", 3)]
    ((reason,),) = await theatre.rows("reason FROM incidents")
    assert str(reason).startswith("fault: ")
    assert "Traceback" not in caplog.text


async def test_the_times_of_the_tries(theatre: Theatre):
    theatre.platform.failing["ada"] = always(Unknown("down"))
    await theatre.say("hi")
    times: list[int] = []
    for passed in range(1, 131):
        await theatre.later(1)
        if len(theatre.platform.tried) > len(times) + 1:
            times.append(passed)
    assert times == [1, 3, 7, 15, 31, 61, 91, 121]


async def test_after_a_day_it_is_given_up_and_reported(
    theatre: Theatre, caplog: pytest.LogCaptureFixture
):
    theatre.platform.failing["ada"] = always(Unknown("down"))
    await theatre.say("precious")
    with caplog.at_level(logging.WARNING):
        await theatre.later(24 * 3600 + 1)
    assert await statuses(theatre) == [("rejected", 1)]
    ((reason,),) = await theatre.rows("reason FROM incidents")
    assert "given up" in str(reason)
    assert "given up" in caplog.text
    assert "precious" not in caplog.text
    theatre.platform.failing.clear()
    await theatre.say("next")
    assert theatre.platform.texts() == ["next"]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Rejected("HTTP 400"), "rejected"), (Unreachable("blocked"), "unreachable")],
)
async def test_a_dead_letter_does_not_stop_the_lane(
    theatre: Theatre, outcome: Outcome, status: str
):
    theatre.platform.answers = [always(outcome)]
    await theatre.say("one")
    await theatre.say("two")
    assert theatre.platform.texts() == ["two"]
    assert await statuses(theatre) == [("accepted", 1), (status, 1)]


async def test_order_is_kept_behind_a_failure_and_others_go_on(theatre: Theatre):
    theatre.platform.answers = [always(Unknown("cut"))]
    for text in ("one", "two", "three"):
        await theatre.say(text)
    await theatre.say("hello", "bob")
    assert theatre.platform.got == [("bob", "hello")]
    await theatre.later(1)
    assert theatre.platform.texts() == ["one", "two", "three"]


async def test_a_group_space_is_one_lane_for_all_who_talk_in_it(theatre: Theatre):
    theatre.platform.answers = [always(Unknown("cut"))]
    await theatre.say("one", "ada", space="market")
    await theatre.say("two", "bob", space="market")
    await theatre.say("private", "bob")
    assert theatre.platform.got == [("bob", "private")]
    await theatre.later(1)
    assert theatre.platform.got[1:] == [("ada", "one"), ("bob", "two")]


async def test_retry_after_pauses_the_whole_channel(theatre: Theatre):
    theatre.platform.answers = [always(Throttled("429", 20.0, "channel"))]
    await theatre.say("one")
    await theatre.say("hello", "bob")
    await theatre.later(19)
    assert len(theatre.platform.tried) == 1
    await theatre.later(1)
    assert sorted(theatre.platform.got) == [("ada", "one"), ("bob", "hello")]


async def test_a_misconfigured_channel_is_probed_with_one_group_and_then_all_go(theatre: Theatre):
    refuse = always(Misconfigured("HTTP 401"))
    theatre.platform.answers = [refuse, refuse]
    await theatre.say("one")
    for who in ("bob", "cy", "dan"):
        await theatre.say("hello", who)
    assert len(theatre.platform.tried) == 1
    await theatre.later(29)
    assert len(theatre.platform.tried) == 1
    await theatre.later(1)
    assert len(theatre.platform.tried) == 2
    await theatre.later(30)
    assert sorted(theatre.platform.got) == [
        ("ada", "one"),
        ("bob", "hello"),
        ("cy", "hello"),
        ("dan", "hello"),
    ]
    assert await theatre.rows("count(*) > 0 FROM incidents WHERE place = 'channel site'") == [(1,)]


async def test_a_closed_channel_keeps_its_messages_until_the_next_start(lasting: Theatre):
    lasting.platform.answers = [always(Misconfigured("HTTP 410", closed=True))]
    await lasting.say("one")
    await lasting.later(10**6)
    assert len(lasting.platform.tried) == 1
    await lasting.stop()
    await lasting.start()
    await lasting.engine.settled()
    assert lasting.platform.texts() == ["one"]


async def test_an_outage_is_probed_often_and_forgotten_at_the_first_success(theatre: Theatre):
    people = [f"person-{number}" for number in range(6)]
    for who in people:
        theatre.platform.failing[who] = always(Unknown("down"))
    for who in people:
        await theatre.say("hi", who)
    for _ in range(60):
        await theatre.later(1)
    before = len(theatre.platform.tried)
    await theatre.later(5)
    assert len(theatre.platform.tried) == before + 1
    theatre.platform.failing.clear()
    await theatre.later(5)
    assert sorted(theatre.platform.got) == [(who, "hi") for who in people]


async def test_somebody_who_moved_is_followed(theatre: Theatre):
    theatre.platform.answers = [always(Moved("ada-2"))]
    await theatre.say("hi")
    assert theatre.platform.got == [("ada-2", "hi")]
    assert theatre.platform.tried[0].id == theatre.platform.tried[1].id


async def test_an_adapter_that_forgets_outcomes_is_asked_again(theatre: Theatre):
    theatre.platform.answers = [lambda group: [Accepted()]]
    await theatre.say("one two")
    await theatre.later(1)
    assert [len(group.parts) for group in theatre.platform.tried] == [2, 2]


async def test_a_channel_without_a_way_out_keeps_its_replies():
    theatre = Theatre()
    theatre.platform = Platform(reaches=False)
    await theatre.start()
    await theatre.say("hi")
    assert theatre.platform.tried == []
    assert await statuses(theatre) == [("kept", 1)]
    await theatre.stop()


async def test_many_more_people_than_go_out_at_once(theatre: Theatre):
    people = [f"person-{number}" for number in range(300)]
    theatre.platform.hanging.clear()
    for who in people:
        await theatre.hear("one", who)
        await theatre.hear("two", who)
    assert len(theatre.platform.under_way) <= 64
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert {who: theatre.platform.texts(who) for who in people} == {
        who: ["one", "two"] for who in people
    }


@pytest.mark.parametrize("outcome", [Unknown("down"), Misconfigured("HTTP 404")])
async def test_many_who_cannot_be_reached_do_not_hold_up_the_others_for_long(
    theatre: Theatre, outcome: Outcome
):
    for number in range(4):
        who = f"person-{number}"
        theatre.platform.failing[who] = always(outcome)
        await theatre.say("hi", who)
    await theatre.later(60)
    for text in ("hello", "again", "bye"):
        await theatre.say(text, "bob")
    for _ in range(5):
        await theatre.later(30 if isinstance(outcome, Misconfigured) else 5)
    assert theatre.platform.got == [("bob", "hello"), ("bob", "again"), ("bob", "bye")]


async def test_whoever_was_given_up_is_not_remembered(theatre: Theatre):
    for number in range(4):
        who = f"person-{number}"
        theatre.platform.failing[who] = always(Unknown("down"))
        await theatre.say("hi", who)
    await theatre.later(60)
    await theatre.say("hello", "bob")
    await theatre.later(5)
    (dispatcher,) = theatre.engine._dispatchers.values()
    assert len(dispatcher._door.gate.suspects) == 4
    await theatre.later(24 * 3600)
    await theatre.later(30)
    assert dispatcher._door.gate.suspects == frozenset()
    assert dispatcher._lanes.names == frozenset()


async def test_those_who_fail_again_after_an_outage_do_not_hold_the_channel_back(theatre: Theatre):
    for number in range(4):
        who = f"person-{number}"
        theatre.platform.failing[who] = always(Unknown("down"))
        await theatre.say("hi", who)
    await theatre.later(60)
    await theatre.say("hello", "bob")
    await theatre.later(5)
    for number in range(20):
        await theatre.later(10)
        await theatre.say(f"{number}", "bob")
        assert theatre.platform.got[-1] == ("bob", f"{number}")


async def test_a_channel_that_works_again_tries_what_waits_at_once(theatre: Theatre):
    theatre.platform.answers = [always(Throttled("nobody there"))] * 5
    await theatre.say("hello")
    for seconds in (1, 2, 4, 8):
        await theatre.later(seconds)
    assert theatre.platform.texts() == []
    theatre.engine.hurry((BRAND, SITE.name))
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["hello"]


async def test_what_is_committed_last_need_not_have_the_highest_number(theatre: Theatre):
    late = message(theatre, "bob", "late", kind="reply")
    await theatre.say("early")
    (dispatcher,) = theatre.engine._dispatchers.values()
    await theatre.store.run(lambda found: add_deliveries(found, [late]))
    dispatcher.look()
    await theatre.engine.settled()
    assert theatre.platform.got == [("ada", "early")]  # what was passed by is not read each time
    dispatcher.look(since=late.seq)
    await theatre.engine.settled()
    assert theatre.platform.got == [("ada", "early"), ("bob", "late")]


async def test_what_is_committed_during_a_look_is_found_by_the_next(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
):
    late, loop = message(theatre, "bob", "late", kind="reply"), asyncio.get_running_loop()
    (dispatcher,) = theatre.engine._dispatchers.values()

    def claim_and_miss(connection: Connection, wanted: Wanted) -> Claimed:
        claimed = claim_next(connection, wanted)
        if claimed.groups and claimed.after > late.seq:
            add_deliveries(connection, [late])
            loop.call_soon_threadsafe(partial(dispatcher.look, since=late.seq))
        return claimed

    monkeypatch.setattr("bot.engine.outbox.dispatcher.claim_next", claim_and_miss)
    await theatre.say("early")
    assert theatre.platform.got == [("ada", "early"), ("bob", "late")]
