"""Calls to the outside: made once each, beside all turns, and answered whatever happens."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from acting import BRAND, SITE, Clock, Theatre, started
from calling import FAILED, begin_call, calling
from msgspec.structs import replace

from bot.core.effects import EndRun
from bot.engine.calls import caller
from bot.engine.calls.attempt import MOST_BYTES, Answer
from bot.engine.erasing import erase_person
from bot.engine.outside import OutsideEvent
from bot.engine.waiting.replies import Replies
from bot.store.calls import ClaimedCall, claim_calls
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.people import Account, person_of


async def replies(theatre: Theatre, text: str, key: str, wait: float = 5) -> Replies | None:
    receipt = await theatre.hear(text, key=key, hold=True)
    return await theatre.engine.replies(BRAND, receipt.event, wait)


def texts(found: Replies | None) -> list[str]:
    assert found is not None
    return [part.message.text for part in found.parts]


async def test_a_call_is_made_once_and_its_turn_goes_on(stage):
    theatre, outside = stage
    await theatre.say("/lead")
    assert theatre.platform.texts() == ["One moment.", "Got ok.", "And now?"]
    assert outside.names == ["remember"]
    rows = await theatre.rows("status, attempts, claims, target, name, place FROM calls")
    assert rows == [("answered", 1, 1, None, "actions.remember", "lead/steps.1")]
    kinds = await theatre.rows("DISTINCT kind FROM deliveries")
    assert kinds == [("reply",)]
    held = await theatre.rows("id FROM events WHERE happening LIKE '%answered%'")
    assert held == []


async def test_what_is_said_meanwhile_comes_after_it_in_its_order(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/two")
    for text in ("/lead", "/other", "tea"):
        await theatre.hear(text)
    assert theatre.platform.texts() == []
    assert await theatre.rows("count(*) FROM events WHERE held = 'busy'") == [(3,)]
    outside.answers = [Answer("a"), Answer("b"), Answer("c")]
    outside.gate.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == [
        *("a b", "One moment.", "Got c.", "And now?"),
        *("Other.", "And now?", "Then tea."),
    ]
    assert outside.arguments[1] == {"first": "a"}
    assert await theatre.rows("count(*) FROM events WHERE done_at IS NULL") == [(0,)]


async def test_an_event_that_comes_meanwhile_has_its_turn_behind_the_answer(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/two")
    event = OutsideEvent(BRAND, "e1", "order.paid", None, SITE.name, "ada")
    assert (await theatre.engine.happened(event)).waits
    await theatre.engine._players[BRAND].idle()
    assert await theatre.rows("held FROM events WHERE id = 'e1' OR held IS NOT NULL") == [("busy",)]
    outside.gate.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["ok ok", "order.paid ok"]


async def test_others_do_not_wait_for_a_call(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/lead")
    await theatre.hear("/other", "bob")
    async with asyncio.timeout(5):
        while not theatre.platform.texts("bob"):
            await asyncio.sleep(0)
    assert theatre.platform.texts("bob") == ["Other."]


async def test_in_a_group_nobody_waits_for_the_call_of_anybody_else(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/lead", space="square")
    await theatre.hear("/other", "bob", space="square")
    async with asyncio.timeout(5):
        while not theatre.platform.texts("bob"):
            await asyncio.sleep(0)
    outside.gate.set()
    await theatre.engine.settled()
    said = [
        (group.to, group.space, [one.message.text for one in group.parts])
        for group in theatre.platform.tried
    ]
    assert said == [
        ("ada", "square", ["One moment."]),
        ("bob", "square", ["Other."]),
        ("ada", "square", ["Got ok.", "And now?"]),
    ]


async def test_stop_waits_for_no_call_and_its_answer_says_nothing(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/lead")
    await theatre.hear("hello")
    await theatre.hear("stop")
    async with asyncio.timeout(5):
        while len(theatre.platform.got) < 2:
            await asyncio.sleep(0)
    said = theatre.platform.texts()
    outside.gate.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == said
    assert await theatre.rows("count(*) FROM events WHERE done_at IS NULL") == [(0,)]
    ends = [one.end for report in theatre.reports for one in report.effects if type(one) is EndRun]
    assert ends == ["stopped"]
    await theatre.say("/other")
    assert theatre.platform.texts()[-1] == "Other."


async def test_it_is_tried_again_after_a_while_under_the_same_key(stage):
    theatre, outside = stage
    outside.answers = [FAILED, ValueError("secret"), Answer("it")]
    await theatre.say("/lead")
    assert len(outside.made) == 1
    await theatre.later(0.9)
    assert len(outside.made) == 1
    await theatre.later(0.1)
    assert len(outside.made) == 2
    await theatre.later(2)
    assert len(outside.made) == 3
    assert len(outside.keys) == 1
    assert theatre.platform.texts()[1] == "Got it."


@pytest.mark.parametrize("jump", [-240, 240])
async def test_a_wall_clock_that_jumps_delays_no_other_try_and_hastens_none(jump: float):
    theatre, outside = calling()
    theatre.steady = Clock()
    async with started(theatre):
        outside.answers = [FAILED]
        await theatre.say("/lead")
        await theatre.later(jump)
        await theatre.say("/lead", "bob")
        assert outside.names == ["remember", "remember"]
        assert len(outside.keys) == 2
        theatre.steady.move(1)
        await theatre.later(0)
        assert len(outside.made) == 3
        assert theatre.platform.texts()[1] == "Got ok."


async def test_operators_hear_where_it_failed_and_nothing_that_anybody_said(stage, caplog):
    theatre, outside = stage
    outside.answers = [ValueError("secret")]
    await theatre.hear("/two", "ada-the-person")
    await theatre.engine.settled()
    assert "name=actions.first reason='ValueError'" in caplog.text
    assert "secret" not in caplog.text
    assert "ada-the-person" not in caplog.text


async def test_what_fails_for_good_takes_its_branch_and_is_on_record(stage):
    theatre, outside = stage
    outside.answers = [FAILED] * 3
    await theatre.say("/lead")
    await theatre.later(1)
    await theatre.later(2)
    assert theatre.platform.texts()[1:] == ["It did not work.", "Got .", "And now?"]
    rows = await theatre.rows("status, attempts, reason FROM calls")
    assert rows == [("failed", 3, "HTTP 500")]
    assert await theatre.rows("place, reason FROM incidents") == []


async def test_without_a_branch_it_goes_on_and_is_an_incident(stage):
    theatre, outside = stage
    outside.answers = [FAILED]
    await theatre.say("/two")
    assert theatre.platform.texts() == [" ok"]
    rows = await theatre.rows("place, reason FROM incidents")
    assert rows == [("two/steps.0", "actions.first failed: HTTP 500.")]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (object(), "a slot cannot keep what was returned (object)"),
        ({"a": {1}, 2: "b"}, None),
        (10**30, None),
        ("x" * MOST_BYTES, f"the answer is larger than {MOST_BYTES} bytes"),
        (datetime(2030, 1, 2), None),  # noqa: DTZ001 - whatever a function may return
        (float("nan"), None),
    ],
)
async def test_only_what_a_slot_can_keep_is_an_answer(stage, value: object, reason: str | None):
    theatre, outside = stage
    outside.answers = [Answer(value), Answer(value), Answer(value)]
    await theatre.say("/lead")
    for seconds in (1, 2):
        await theatre.later(seconds)
    assert (await theatre.rows("reason FROM calls"))[0] == (reason,)


async def test_a_call_that_hangs_ends_by_its_time(stage, monkeypatch):
    theatre, outside = stage

    def hurried(connection: Connection, *whose: Any, **limits: Any) -> list[ClaimedCall]:
        connection.exec_driver_sql("UPDATE calls SET timeout = 0")
        return claim_calls(connection, *whose, **limits)

    monkeypatch.setattr(caller, "claim_calls", hurried)
    outside.gate.clear()
    await theatre.say("/two")
    rows = await theatre.rows("status, reason FROM calls ORDER BY seq LIMIT 1")
    assert rows == [("failed", "no answer in 0 s")]
    assert outside.under_way == 0


async def test_a_process_that_goes_leaves_the_call_to_the_next_under_the_same_key(lasting_stage):
    theatre, outside = lasting_stage
    await begin_call(theatre, outside, "/lead")
    await theatre.hear("tea")
    await theatre.stop()
    assert outside.under_way == 0
    outside.gate.set()
    await theatre.start()
    await theatre.engine.settled()
    assert outside.names == ["remember", "remember"]
    assert len(outside.keys) == 1
    assert theatre.platform.texts() == ["One moment.", "Got ok.", "And now?", "Then tea."]
    assert await theatre.rows("attempts, claims FROM calls") == [(1, 2)]


async def test_what_waits_for_another_try_is_tried_at_once_by_the_next_process(lasting_stage):
    theatre, outside = lasting_stage
    outside.answers = [FAILED, FAILED]
    await theatre.say("/lead")
    await theatre.later(1)
    await theatre.stop()
    await theatre.start()
    await theatre.engine.settled()
    assert len(outside.made) == 3
    assert theatre.platform.texts()[1] == "Got ok."


async def test_a_call_during_which_processes_end_again_and_again_is_given_up(lasting_stage):
    theatre, outside = lasting_stage
    await begin_call(theatre, outside, "/lead")
    await theatre.store.run(lambda one: one.exec_driver_sql("UPDATE calls SET claims = 21"))
    await theatre.stop()
    await theatre.start()
    await theatre.engine.settled()
    assert len(outside.made) == 1
    assert theatre.platform.texts()[1] == "It did not work."


async def test_a_claim_that_has_run_out_is_nobodys_and_its_late_answer_counts_nothing(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/lead")
    later = to_moment(theatre.clock()) + 3_600_000_000

    def take(connection: Connection) -> int:
        connection.exec_driver_sql("UPDATE calls SET lease_until = 1")
        return len(claim_calls(connection, BRAND, owner="b", now=later, most=9, lease=1))

    assert await theatre.store.run(take) == 1
    outside.gate.set()
    await theatre.engine._callers.idle()
    assert await theatre.rows("status, lease_owner FROM calls") == [("claimed", "b")]
    assert theatre.platform.texts() == ["One moment."]


async def test_the_figures_tell_how_calls_fare(stage):
    theatre, outside = stage
    outside.answers = [FAILED]
    await theatre.say("/two")
    (found,) = theatre.engine.figures().calls
    assert (found.under_way, dict(found.tries)) == (0, {"failed": 1, "answered": 1})


async def test_few_are_under_way_at_once_and_all_are_made(stage):
    theatre, outside = stage
    outside.gate.clear()
    for number in range(caller.MOST_UNDER_WAY + 10):
        await theatre.hear("/two", f"person-{number}")
    async with asyncio.timeout(10):
        while outside.under_way < caller.MOST_UNDER_WAY:
            await asyncio.sleep(0)
    outside.gate.set()
    await theatre.engine.settled()
    assert outside.most == caller.MOST_UNDER_WAY
    assert len(theatre.platform.got) == caller.MOST_UNDER_WAY + 10


async def test_who_waits_for_replies_gets_those_behind_the_calls_too(stage):
    theatre, outside = stage
    found = await replies(theatre, "/lead", "k")
    assert texts(found) == ["One moment.", "Got ok.", "And now?"]
    await found.settle(True)
    again = await replies(theatre, "/lead", "k")
    assert again.parts == found.parts
    await again.settle(True)
    await theatre.engine.settled()
    assert theatre.platform.tried == []
    assert outside.names == ["remember"]


async def test_who_waits_too_briefly_is_answered_by_the_channel(stage):
    theatre, outside = stage
    outside.gate.clear()
    assert await replies(theatre, "/lead", "k", wait=0.05) is None
    outside.gate.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["One moment.", "Got ok.", "And now?"]
    again = await replies(theatre, "/lead", "k")
    assert texts(again) == ["One moment.", "Got ok.", "And now?"]


async def test_who_asks_once_more_meanwhile_gets_all_of_it(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/two", key="k")
    asking = asyncio.create_task(replies(theatre, "/two", "k"))
    for _ in range(20):
        await theatre.store.run(lambda _: None)
    outside.gate.set()
    assert texts(await asking) == ["ok ok"]


async def test_what_is_said_meanwhile_can_be_waited_for(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/two")
    asking = asyncio.create_task(replies(theatre, "/other", "k"))
    for _ in range(20):
        await theatre.store.run(lambda _: None)
    outside.gate.set()
    found = await asking
    assert texts(found) == ["Other."]
    await found.settle(True)
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["ok ok"]


async def test_nothing_is_left_of_who_was_erased_during_a_call(stage):
    theatre, outside = stage
    await begin_call(theatre, outside, "/lead")

    def erase(connection: Connection) -> None:
        person = person_of(connection, Account(BRAND, SITE.name, "ada"))
        assert person is not None
        erase_person(connection, BRAND, person, 0)

    await theatre.store.run(erase)
    outside.gate.set()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["One moment."]
    assert await theatre.rows("count(*) FROM calls") == [(0,)]
    await theatre.say("/other")
    assert theatre.platform.texts()[-1] == "Other."


async def test_an_answer_that_cannot_be_played_counts_as_a_failure(stage, monkeypatch):
    theatre, _ = stage
    machine = theatre.engine._players[BRAND].turns.machine

    def faulty(stored, event, person):
        if event.happening.__class__.__name__ == "Answered" and event.happening.failure is None:
            raise RuntimeError
        return machine(stored, event, person)

    player = theatre.engine._players[BRAND]
    monkeypatch.setattr(player, "turns", _with_machine(player.turns, faulty))
    await theatre.say("/lead")
    assert theatre.platform.texts()[1] == "It did not work."


def _with_machine(turns, machine):
    return replace(turns, machine=machine)
