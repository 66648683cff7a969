"""What dialogues emit reaches the brand's own system, in order, whatever that system does."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from bot import posting
from bot.brand.brand import Brand
from bot.core.ids import BrandId, derive
from bot.core.text import Text
from bot.engine import worker
from bot.engine.emissions import teller
from bot.engine.emissions.emitting import Emitting
from bot.engine.outbox import gate
from bot.store.database import open_store
from bot.store.emissions import (
    add_emissions,
)
from bot.store.errors import StoreUnavailable
from tests.engine.telling import (
    ACME,
    NEW,
    OLD,
    Clock,
    Receiver,
    Telling,
    listening,
)


@pytest.fixture
async def telling() -> AsyncIterator[Telling]:
    receiver, store = Receiver(), await open_store("sqlite://")
    async with listening(receiver):
        made = Telling(store, receiver)
        await made.emitting.start()
        yield made
        await made.emitting.stop(0)
    await store.close()


async def test_an_event_is_told_once_signed_and_complete(telling):
    telling.clock.move(0.25)
    await telling.emit("seat.taken")
    await telling.emitting.idle()
    ((key, body),) = telling.receiver.got
    assert json.loads(body) == {
        "event": "seat.taken",
        "id": key,
        "time": "2026-07-07T10:00:00.250000Z",
        "person": {"channel": "site", "id": "ada"},
        "data": {"number": "4711"},
    }
    assert key == derive("event", "emit", 1)
    assert await telling.statuses() == ["accepted"]
    await telling.later(3600)
    assert len(telling.receiver.got) == 1


async def test_every_secret_of_a_rotation_signs(telling):
    telling.receiver.secrets = [NEW, OLD]
    await telling.restart()
    await telling.emit("a")
    await telling.emitting.idle()
    assert await telling.statuses() == ["accepted"]


async def test_what_is_only_recorded_is_never_sent(telling):
    await telling.emit("a", status="recorded")
    await telling.restart()
    await telling.later(90_000)
    assert telling.receiver.got == []
    assert await telling.statuses() == ["recorded"]


async def test_a_brand_without_an_address_sends_nothing():
    store = await open_store("sqlite://")
    brand = Brand(ACME, Text("Acme"), ("en",), "UTC")
    emitting = Emitting(store, [brand], Clock())
    await emitting.start()
    emitting.look_at(ACME)
    await emitting.idle()
    assert await emitting.figures() == []
    await emitting.stop(0)
    await store.close()


async def test_the_same_bytes_come_under_the_same_id_until_they_are_taken(telling):
    telling.receiver.answers = [500, 503, 302, 500, 500, 500, 500, 200]
    await telling.emit("a")
    await telling.emitting.idle()
    waits = []
    for seconds in (1, 2, 4, 8, 16, 30, 30):
        await telling.later(seconds - 0.001)
        waits.append(len(telling.receiver.got))
        await telling.later(0.001)
    assert waits == [1, 2, 3, 4, 5, 6, 7]
    assert len(telling.receiver.got) == 8
    assert len(set(telling.receiver.got)) == 1
    assert await telling.statuses() == ["accepted"]


async def test_the_schedule_of_one_that_fails_alone(telling):
    telling.receiver.by_person = {"ada": 500}
    await telling.emit("a")
    await telling.emitting.idle()
    for number, seconds in enumerate((1, 2, 4, 8, 16, 30, 30, 30), start=1):
        await telling.emit("other", who=f"other-{number}")
        await telling.later(seconds - 0.002)
        assert telling.receiver.names.count("a") == number
        await telling.later(0.002)
        assert telling.receiver.names.count("a") == number + 1


@pytest.mark.parametrize("jump", [-240, 240])
async def test_a_wall_clock_that_jumps_delays_no_other_try_and_hastens_none(telling, jump):
    telling.steady = Clock()
    await telling.restart()
    telling.receiver.answers = [500]
    await telling.emit("a")
    await telling.later(jump)
    assert telling.receiver.names == ["a"]
    telling.steady.move(1)
    await telling.later(0)
    await telling.emit("b")
    await telling.emitting.idle()
    assert telling.receiver.names == ["a", "a", "b"]


async def test_it_is_given_up_after_a_day_and_told_without_contents(telling, caplog):
    caplog.set_level(logging.INFO)
    telling.receiver.default = 500
    await telling.emit("a")
    await telling.emitting.idle()
    await telling.later(86_399)
    assert await telling.statuses() == ["pending"]
    await telling.later(40)
    assert await telling.statuses() == ["rejected"]
    reason = "given up after a day: unknown: HTTP 500"
    assert await telling.incidents() == [f"events_to a: {reason}"]
    (dead,) = await telling.dead()
    assert (dead.name, dead.reason) == ("a", reason)
    assert reason in caplog.text
    assert "ada" not in caplog.text
    assert "4711" not in caplog.text


async def test_a_process_that_was_off_for_days_does_not_give_up_at_once(telling):
    await telling.emitting.stop(0)
    await telling.emit("a")
    telling.clock.move(3 * 86_400)
    telling.receiver.answers = [500, 200]
    await telling.restart()
    await telling.emitting.idle()
    assert await telling.statuses() == ["pending"]
    await telling.later(1)
    assert await telling.statuses() == ["accepted"]


async def test_what_is_refused_for_good_is_set_aside_and_the_rest_goes_on(telling):
    telling.receiver.answers = [422]
    await telling.emit("a", "b")
    await telling.emitting.idle()
    assert telling.receiver.names == ["a", "b"]
    assert await telling.statuses() == ["rejected", "accepted"]
    assert await telling.incidents() == ["events_to a: HTTP 422"]


async def test_one_persons_events_keep_their_order_and_nobody_waits_for_another(telling):
    telling.receiver.by_person = {"ada": 500}
    await telling.emit("a-1", "a-2")
    await telling.emit("b-1", "b-2", who="bob")
    await telling.emitting.idle()
    assert telling.receiver.names.count("a-2") == 0
    assert [name for name in telling.receiver.names if name[0] == "b"] == ["b-1", "b-2"]
    telling.receiver.by_person = {}
    await telling.emit("a-3")
    await telling.emitting.idle()
    assert "a-3" not in telling.receiver.names
    await telling.later(1)
    assert [name for name in telling.receiver.names if name[0] == "a"] == [
        "a-1",
        "a-1",
        "a-2",
        "a-3",
    ]


async def test_the_order_outlives_a_restart(telling):
    telling.receiver.answers = [500]
    await telling.emit("a-1", "a-2")
    await telling.emitting.idle()
    await telling.restart()
    await telling.emitting.idle()
    assert telling.receiver.names == ["a-1", "a-1", "a-2"]


async def test_few_are_under_way_at_once(telling):
    telling.receiver.gate.clear()
    for number in range(30):
        await telling.emit("a", "b", who=f"person-{number}")
    await telling.got(teller.MOST_IN_FLIGHT)
    await asyncio.sleep(0.05)
    assert telling.receiver.most_under_way == teller.MOST_IN_FLIGHT
    telling.receiver.gate.set()
    await telling.emitting.idle()
    assert await telling.statuses() == ["accepted"] * 60
    assert telling.receiver.most_under_way == teller.MOST_IN_FLIGHT


async def test_a_system_that_hangs_or_resets_is_tried_again(telling, monkeypatch):
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.1)
    await telling.restart()
    telling.receiver.answers = ["hang", "reset", 200]
    await telling.emit("a")
    await telling.emitting.idle()
    await telling.later(1)
    await telling.later(2)
    assert len(telling.receiver.got) == 3
    assert len(set(telling.receiver.got)) == 1
    assert await telling.statuses() == ["accepted"]


async def test_too_many_requests_pause_everybody_for_as_long_as_asked(telling):
    telling.receiver.answers = [web.Response(status=429, headers={"Retry-After": "7"})]
    await telling.emit("a")
    await telling.emitting.idle()
    await telling.emit("b", who="bob")
    await telling.later(6.9)
    assert telling.receiver.names == ["a"]
    await telling.later(0.1)
    assert sorted(telling.receiver.names) == ["a", "a", "b"]


async def test_gone_closes_until_a_restart(telling):
    telling.receiver.answers = [410]
    await telling.emit("a", "b")
    await telling.emitting.idle()
    await telling.later(90_000)
    assert telling.receiver.names == ["a"]
    assert await telling.statuses() == ["pending", "pending"]
    (figures,) = await telling.emitting.figures()
    assert (figures.state, figures.pending, figures.ended) == ("closed", 2, {})
    await telling.restart()
    await telling.emitting.idle()
    assert telling.receiver.names == ["a", "a", "b"]
    assert await telling.incidents() == ["events_to closed until restart: HTTP 410"]


@pytest.mark.parametrize("status", [401, 403, 404, 408, 425])
async def test_a_refusal_of_us_pauses_and_probes_and_is_told_once(telling, status):
    telling.receiver.default = status
    await telling.emit("a")
    await telling.emitting.idle()
    await telling.emit("b", who="bob")
    for _ in range(3):
        await telling.later(29.9)
        await telling.later(0.1)
    assert len(telling.receiver.got) == 4
    (figures,) = await telling.emitting.figures()
    assert figures.state == "paused"
    telling.receiver.default = 200
    await telling.later(30)
    assert await telling.statuses() == ["accepted", "accepted"]
    assert await telling.incidents() == [f"events_to paused: HTTP {status}"]


async def test_a_misconfigured_system_uses_up_no_patience(telling):
    telling.receiver.default = 403
    await telling.emit("a")
    await telling.emitting.idle()
    await telling.later(200_000)
    assert await telling.statuses() == ["pending"]


async def test_a_system_that_is_down_is_not_hammered(telling):
    telling.receiver.default = 500
    for number in range(50):
        await telling.emit("a", who=f"person-{number}")
    await telling.emitting.idle()
    first = len(telling.receiver.got)
    assert first < teller.MOST_IN_FLIGHT + gate.BREAK_AFTER
    for _ in range(5):
        await telling.later(4)
    assert len(telling.receiver.got) == first + 5
    telling.receiver.default = 200
    await telling.later(4)
    assert await telling.statuses() == ["accepted"] * 50


async def test_an_address_where_nobody_listens(telling):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    there, telling.receiver.url = telling.receiver.url, f"http://127.0.0.1:{port}/in"
    await telling.restart()
    await telling.emit("a")
    await telling.emitting.idle()
    assert await telling.statuses() == ["pending"]
    telling.receiver.url = there
    await telling.restart()
    await telling.emitting.idle()
    assert await telling.statuses() == ["accepted"]


async def test_what_a_stop_cuts_is_sent_again_under_its_id(telling):
    telling.receiver.gate.clear()
    await telling.emit("a")
    await telling.got(1)
    await telling.emitting.stop(0)
    telling.receiver.gate.set()
    assert await telling.statuses() == ["pending"]
    await telling.restart()
    await telling.emitting.idle()
    assert len(telling.receiver.got) == 2
    assert len(set(telling.receiver.got)) == 1
    assert await telling.statuses() == ["accepted"]


async def test_a_stop_lets_what_is_under_way_end(telling):
    telling.receiver.gate.clear()
    await telling.emit("a")
    await telling.got(1)
    asyncio.get_running_loop().call_later(0.05, telling.receiver.gate.set)
    await telling.emitting.stop(5)
    assert await telling.statuses() == ["accepted"]


async def test_a_turn_that_is_played_again_tells_nothing_twice(telling):
    await telling.emit("a")
    await telling.emitting.idle()
    telling.seq = 0
    await telling.emit("a")
    await telling.emitting.idle()
    assert telling.receiver.names == ["a"]


async def test_the_trouble_of_one_brand_is_not_anothers(telling):
    other = Receiver()
    async with listening(other):
        brands = [
            Brand(BrandId(name), Text(name), ("en",), "UTC", events_to={"url": url, "secret": NEW})
            for name, url in (("acme", telling.receiver.url), ("other", other.url))
        ]
        await telling.emitting.stop(0)
        telling.emitting = Emitting(telling.store, brands, telling.clock)
        await telling.emitting.start()
        telling.receiver.answers = [410]
        rows = telling.rows(("a",), "ada", "pending")
        rows += [
            msgspec.structs.replace(row, brand=BrandId("other"), seq=row.seq + 1) for row in rows
        ]
        await telling.store.run(lambda found: add_emissions(found, rows))
        telling.look()
        await telling.emitting.idle()
        await telling.later(60)
        assert await telling.statuses() == ["pending", "accepted"]
        states = [one.state for one in await telling.emitting.figures()]
        assert states == ["closed", "open"]
        await telling.emitting.stop(0)


async def test_an_outcome_that_cannot_be_kept_is_not_a_reason_to_send_again(telling, monkeypatch):
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.01)
    write, fails = teller.write_told, iter([StoreUnavailable("full"), ValueError("a bug")])

    def failing(*what: Any) -> None:
        for error in fails:
            raise error
        write(*what)

    monkeypatch.setattr(teller, "write_told", failing)
    await telling.emit("a")
    await telling.emitting.idle()
    assert telling.receiver.names == ["a"]
    assert await telling.statuses() == ["accepted"]


async def test_figures_count_what_ended(telling):
    telling.receiver.answers = [200, 400]
    await telling.emit("a", "b", "c")
    await telling.emitting.idle()
    (figures,) = await telling.emitting.figures()
    assert (figures.brand, figures.state, figures.pending) == (ACME, "open", 0)
    assert figures.ended == {"accepted": 2, "rejected": 1}


async def test_a_fault_of_ours_is_tried_again(telling, monkeypatch):
    def fail(*_: object) -> bytes:
        raise RuntimeError("ada")

    monkeypatch.setattr(teller, "body_of", fail)
    await telling.emit("a")
    await telling.emitting.idle()
    assert await telling.statuses() == ["pending"]
    monkeypatch.undo()
    await telling.later(1)
    assert await telling.statuses() == ["accepted"]


async def test_a_kill_loses_nothing(tmp_path: Path):
    receiver = Receiver()
    url = f"sqlite:///{tmp_path / 'one.db'}"
    async with listening(receiver):
        store = await open_store(url)
        first = Telling(store, receiver)
        await first.emitting.start()
        receiver.gate.clear()
        await first.emit("a", "b")
        await first.got(1)
        await first.emitting.stop(0)
        await store.close()
        receiver.gate.set()
        second = Telling(await open_store(url), receiver)
        await second.emitting.start()
        await second.emitting.idle()
        assert receiver.names == ["a", "a", "b"]
        assert await second.statuses() == ["accepted", "accepted"]
        await second.emitting.stop(0)
        await second.store.close()
