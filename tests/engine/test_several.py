"""Two processes on one database: what one of them does, or leaves when it is killed, reaches all.

The first one owns the channel; the second one takes in and plays beside it.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from math import inf
from typing import Any

import pytest
from acting import BRAND, SITE, OwnAddress, Theatre, send, started
from calling import DIALOGUES, FAILED, Outside

from bot.core.effects import SetTimer
from bot.core.events import Due, Event, Said
from bot.core.person import Person
from bot.engine import worker
from bot.engine.open_pages import Page, Told
from bot.engine.outbox import claims
from bot.engine.roles.tenure import Tenure
from bot.engine.waiting import awaiting
from bot.engine.waiting.replies import Replies
from bot.store.claiming import Waiting
from bot.store.connection import Connection
from bot.store.leases import Token, take_leases
from tests.dialogue.talking import written
from tests.eventually import eventually

KEY = (BRAND, SITE.name)


class Two:
    """Two processes that share a clock and a platform."""

    def __init__(self, url: str) -> None:
        self.owner, self.other = Theatre(url=url), Theatre(url=url)
        self.owner.name, self.other.name = "owner", "other"
        self.other.shares = True
        self.other._said = 1_000  # its events have ids of their own
        self.other.clock = self.owner.clock
        self.owner.clock.now = datetime.now(UTC)  # as the database's, by which requests wait
        self.owner.platform = self.other.platform = OwnAddress()

    async def start(self) -> None:
        await self.owner.start()
        await self.other.start()
        for one in (self.owner, self.other):
            bell = one.store.bell
            assert bell is not None
            await eventually(lambda bell=bell: bell.is_heard)

    async def kill_other(self) -> None:
        """End it without letting it finish anything, as near to a kill as one may come."""
        await self.other.engine.hearing.stop()
        await self.other.engine._callers.stop(0)
        for player in self.other.engine._players.values():
            player._stopping = True
        await self.other.store.close()

    async def stop(self) -> None:
        await self.owner.stop()
        await self.other.stop()


@pytest.fixture
async def two(there: str) -> AsyncIterator[Two]:
    async with started(Two(there)) as made:
        yield made


def texts(two: Two, who: str = "ada") -> list[str]:
    return two.owner.platform.texts(who)


def never_plays(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theatre.engine._players[BRAND], "request", lambda: None)


async def test_what_another_process_says_is_sent_by_the_owner_at_once(two: Two):
    await two.other.hear("one two")
    await eventually(lambda: texts(two) == ["one", "two"])
    await two.owner.hear("three")
    await two.other.hear("four")
    await eventually(lambda: len(texts(two)) == 4)
    assert two.other.engine._dispatchers == {}


async def test_what_nobody_was_told_of_is_found_by_a_look(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(two.owner.engine.hearing, "hear", lambda _: None)
    await two.other.say("one")
    assert texts(two) == []
    two.owner.clock.move(3)
    await two.owner.engine.look()
    await eventually(lambda: texts(two) == ["one"])


async def test_events_that_a_killed_process_had_taken_in_are_played_by_another(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    never_plays(two.other, monkeypatch)
    for text in ("one", "two", "three"):
        await two.other.hear(text)
    await two.kill_other()
    await two.owner.engine.look()
    await eventually(lambda: len(texts(two)) > 2)
    assert texts(two) == ["one", "two", "three"]


async def test_all_help_with_more_than_one_plays_at_once(two: Two, monkeypatch: pytest.MonkeyPatch):
    never_plays(two.other, monkeypatch)
    for number in range(300):
        await two.other.hear(f"{number}", who=f"p{number}")
    played = len(two.owner.reports)
    monkeypatch.undo()
    two.other.engine._players[BRAND].request()
    await two.other.engine.settled()
    await two.owner.engine.settled()
    assert len(two.other.reports) + len(two.owner.reports) - played == 300
    assert len(two.owner.platform.got) == 300


async def test_what_waits_is_counted_honestly_where_others_play_it(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    never_plays(two.other, monkeypatch)
    for number in range(20):
        await two.other.hear("hi", who=f"p{number}")
    players = [one.engine._players[BRAND] for one in (two.owner, two.other)]
    assert [player.waiting for player in players] == [0, 20]
    await two.owner.engine.look()
    await two.owner.engine.settled()
    await two.other.engine.look()
    assert [player.waiting for player in players] == [0, 0]


def set_a_timer(event: Event, person: Person) -> list[SetTimer] | list[object]:
    match event.happening:
        case Said(text):
            return [SetTimer(text, 60)]
        case Due():
            return [send("late")]
        case _:
            return []


async def test_a_timer_of_a_killed_process_fires_in_another(two: Two):
    for one in (two.owner, two.other):
        one.says = set_a_timer  # type: ignore[assignment]
    await two.other.say("tea")
    await two.kill_other()
    two.owner.clock.move(61)
    await two.owner.engine.look()
    await eventually(lambda: texts(two))
    assert texts(two) == ["late"]


async def test_a_call_of_a_killed_process_is_made_again_once_its_time_is_over(
    there: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.01)
    two, outsides = Two(there), [Outside(), Outside()]
    for one, outside in zip((two.owner, two.other), outsides, strict=True):
        one.dialogues, one.plays = dict(written(DIALOGUES).dialogues), True
        one.outside = outside
    await two.start()
    theirs, ours = outsides[1], outsides[0]
    ours.gate.clear()
    theirs.gate.clear()
    await two.other.hear("/lead")
    await eventually(lambda: theirs.begun.is_set() or ours.begun.is_set())
    claimed = await two.owner.rows("lease_owner, claims FROM calls")
    for _ in range(5):
        two.owner.engine._callers.look()
        two.other.engine._callers.look()
        await two.owner.engine._store.run(lambda _: None)
    assert len(theirs.made) + len(ours.made) == 1

    def run_out(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE calls SET lease_until = 1")

    await two.owner.store.run(run_out)
    await eventually(lambda: len(theirs.made) + len(ours.made) >= 2)
    ours.gate.set()
    theirs.gate.set()
    await eventually(lambda: texts(two)[-1:] == ["And now?"])
    assert texts(two) == ["One moment.", "Got ok.", "And now?"]
    assert len(ours.keys | theirs.keys) == 1
    assert claimed[0][1] == 1
    await two.stop()


async def ask(theatre: Theatre, text: str, key: str) -> asyncio.Task[Replies | None]:
    """Say something and wait for the replies beside."""
    receipt = await theatre.hear(text, key=key, hold=True)
    return asyncio.create_task(theatre.engine.replies(BRAND, receipt.event, 20))


def said(found: Replies | None) -> list[str]:
    assert found is not None
    return [part.message.text for part in found.parts]


async def test_who_waits_gets_what_another_process_has_played(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    never_plays(two.other, monkeypatch)
    waiting = await ask(two.other, "one two", "k1")
    await two.owner.hear("three")  # it plays what waits before
    found = await waiting
    assert said(found) == ["one", "two"]
    assert found is not None
    assert found.are_ours
    await two.owner.engine.settled()
    assert texts(two) == []  # what comes after it in its lane waits for it
    await found.settle(True)
    two.owner.clock.move(1)
    await two.owner.engine.settled()
    assert texts(two) == ["three"]


async def test_what_nobody_took_goes_out_by_its_owner(two: Two, monkeypatch: pytest.MonkeyPatch):
    never_plays(two.other, monkeypatch)
    waiting = await ask(two.other, "one", "k1")
    two.owner.engine._players[BRAND].request()
    found = await waiting
    assert found is not None
    await found.settle(False)
    await eventually(lambda: texts(two) == ["one"])


async def test_what_was_given_back_unheard_goes_before_what_is_said_after_it(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(two.owner.engine.hearing, "hear", lambda _: None)
    found = await (await ask(two.other, "one", "k1"))
    assert found is not None
    await two.owner.say("hello", "bob")  # its number is higher, and was seen
    await found.settle(False)
    await two.owner.say("two")
    assert texts(two) == ["one", "two"]


async def test_what_is_kept_for_a_waiter_during_a_look_goes_before_what_the_look_finds(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    begun, played, pages = threading.Event(), threading.Event(), claims.waiting_groups

    def at_the_first_page(*which: Any) -> Sequence[Waiting]:
        begun.set()
        played.wait()
        return pages(*which)

    monkeypatch.setattr(claims, "waiting_groups", at_the_first_page)
    await two.owner.hear("hello", "bob")
    await eventually(begun.is_set)
    receipt = await two.other.hear("one", hold=True)
    await two.other.hear("two")
    await eventually(lambda: len(two.other.reports) == 2)
    played.set()
    found = await two.other.engine.replies(BRAND, receipt.event, 5)
    await two.owner.engine.settled()
    assert (texts(two, "bob"), texts(two)) == (["hello"], [])
    assert found is not None
    await found.settle(False)
    two.owner.clock.move(1)
    await eventually(lambda: texts(two) == ["one", "two"])


@pytest.mark.parametrize("silent", [False, True])
async def test_who_has_left_before_the_turn_gets_it_by_the_channel(
    two: Two, monkeypatch: pytest.MonkeyPatch, silent: bool
):
    never_plays(two.other, monkeypatch)
    receipt = await two.other.hear("" if silent else "one", hold=True)
    assert await two.other.engine.replies(BRAND, receipt.event, 0.05) is None
    two.owner.engine._players[BRAND].request()
    await eventually(lambda: two.owner.reports)
    await two.owner.hear("two")

    def all_came() -> bool:
        two.owner.clock.move(0.01)
        return texts(two) == (["two"] if silent else ["one", "two"])

    await eventually(all_came)


async def test_a_turn_without_replies_is_told_of_at_once(two: Two, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(awaiting, "LOOK_SECONDS", 60)
    never_plays(two.other, monkeypatch)
    waiting = await ask(two.other, "", "k1")
    two.owner.engine._players[BRAND].request()
    assert said(await waiting) == []


async def test_who_waits_finds_by_looking_what_was_not_heard(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(awaiting, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(two.other.engine.hearing, "hear", lambda _: None)
    never_plays(two.other, monkeypatch)
    waiting = await ask(two.other, "one", "k1")
    two.owner.engine._players[BRAND].request()
    assert said(await waiting) == ["one"]


async def test_what_a_killed_process_waited_for_goes_out_once_its_time_is_over(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    tenure = Tenure(Token(BRAND, "channel/site", "owner-1", 1), inf, lambda: 0.0, lambda: None)
    await two.owner.store.run(
        lambda found: take_leases(found, BRAND, ["channel/site"], "owner-1", 60)
    )
    await two.owner.engine.lose(KEY)
    await two.owner.engine.gain(KEY, tenure)
    two.owner.engine.owned.opened(KEY)
    never_plays(two.other, monkeypatch)
    waiting = await ask(two.other, "one", "k1")
    await two.kill_other()
    waiting.cancel()
    await two.owner.say("two")
    assert texts(two) == []
    two.owner.clock.move(30)
    await two.owner.engine.look()
    assert texts(two) == []
    is_over = "UPDATE deliveries SET lease_until = 1 WHERE status = 'claimed'"
    await two.owner.store.run(lambda found: found.exec_driver_sql(is_over))
    two.owner.clock.move(3)
    await two.owner.engine.look()
    two.owner.clock.move(1)
    await two.owner.engine.settled()
    await eventually(lambda: texts(two) == ["one", "two"])


async def test_who_asks_again_elsewhere_waits_instead_of_the_first(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    for one in (two.owner, two.other):
        never_plays(one, monkeypatch)
    first = await ask(two.other, "one", "k1")
    again = await ask(two.owner, "one", "k1")
    await two.kill_other()
    first.cancel()
    monkeypatch.undo()
    two.owner.engine._players[BRAND].request()
    found = await again
    assert said(found) == ["one"]
    assert found is not None
    assert found.are_ours
    await found.settle(True)
    assert texts(two) == []


async def test_what_is_sent_already_is_not_called_ours(two: Two):
    receipt = await two.owner.say("one")
    found = await two.other.engine.replies(BRAND, receipt.event, 5)
    assert said(found) == ["one"]
    assert found is not None
    assert not found.are_ours


async def test_who_waits_for_a_call_gets_what_two_processes_have_played(there: str):
    two, outside = Two(there), Outside()
    for one in (two.owner, two.other):
        one.dialogues, one.plays, one.outside = dict(written(DIALOGUES).dialogues), True, outside
    await two.start()
    outside.gate.clear()
    waiting = await ask(two.other, "/lead", "k1")
    await eventually(outside.begun.is_set)
    two.other.engine._players[BRAND].request = lambda: None  # type: ignore[method-assign]
    two.other.engine._players[BRAND].receive = lambda: None  # type: ignore[method-assign]
    outside.gate.set()
    await eventually(lambda: outside.under_way == 0)
    while not waiting.done():
        two.owner.engine._players[BRAND].request()
        await asyncio.sleep(0.01)
    found = await waiting
    assert said(found) == ["One moment.", "Got ok.", "And now?"]
    assert found is not None
    assert found.are_ours
    await found.settle(True)
    await two.owner.engine.settled()
    assert texts(two) == []
    await two.stop()


async def test_pages_are_shown_what_others_said_though_nobody_is_heard(two: Two):
    looks: list[str] = []
    told = Told(lambda: looks.append("ada"), lambda: None)
    two.other.engine.pages.open(Page(BRAND, SITE.name, "ada"), told)
    await two.other.engine.look()
    assert looks == []
    await two.other.engine.hearing.stop()
    for _ in range(3):
        await two.other.engine.look()
        two.owner.clock.move(2)
    assert looks == ["ada", "ada"]


@pytest.mark.parametrize("wrong_by", [-240, 240])
async def test_another_try_of_a_call_waits_by_the_clock_of_the_database(
    there: str, wrong_by: float
):
    two, outside = Two(there), Outside()
    for one in (two.owner, two.other):
        one.dialogues, one.plays, one.outside = dict(written(DIALOGUES).dialogues), True, outside
    two.owner.clock.move(wrong_by)
    outside.answers = [FAILED]
    async with started(two):
        await two.other.say("/lead")
        ((waits,),) = await two.owner.rows(
            "due_at - EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 FROM calls"
        )
        assert -30_000_000 < int(str(waits).partition(".")[0]) <= 1_000_000
        await eventually(lambda: len(outside.made) == 2)


async def test_a_process_does_not_take_its_own_calls_from_itself(there: str):
    two, outside = Two(there), Outside()
    for one in (two.owner, two.other):
        one.dialogues, one.plays, one.outside = dict(written(DIALOGUES).dialogues), True, outside
    await two.owner.start()
    outside.gate.clear()
    await two.owner.hear("/lead")
    await eventually(outside.begun.is_set)

    def run_out(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE calls SET lease_until = 1")

    await two.owner.store.run(run_out)
    await two.owner.hear("/other", who="bob")
    await eventually(lambda: texts(two, "bob"))
    two.owner.engine._callers.look()
    for _ in range(3):
        await two.owner.store.run(lambda _: None)
    assert len(outside.made) == 1
    outside.gate.set()
    await eventually(lambda: texts(two)[-1:] == ["And now?"])
    await two.owner.stop()
