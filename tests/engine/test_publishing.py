"""What is published while people are inside: their version stays for as long as they need it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Collection
from datetime import timedelta
from pathlib import Path

import pytest
from acting import SITE
from hypothesis import given, settings
from hypothesis import strategies as st
from publishing import ASKS, BRAND, HEAD, House

from bot.core.events import Incoming, Said, Sender
from bot.core.ids import BrandId
from bot.store.errors import StoreUnavailable

OLD = ASKS + "  - say: Old.\n"
NEW = ASKS + "  - say: New.\n"
MOVES = NEW.replace("steps:", "moves: true\nsteps:")
OTHER = HEAD + "steps:\n  - say: Nothing to ask.\n"
ADDRESS = "dialogue: address\nsteps:\n  - {ask: Street?, as: street}\n"
CALLS = ASKS + "  - {run: address, as: home}\n"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    yield made
    await made.stop()


async def test_who_is_inside_ends_as_they_began_and_who_comes_begins_anew(house: House):
    await house.start(OLD)
    await house.say("/survey")
    await house.publish(NEW)
    assert await house.say("/survey", "bob") == ["Which?"]
    assert await house.say("this") == ["Old."]
    assert await house.say("that", "bob") == ["New."]


async def test_who_is_inside_moves_where_the_dialogue_says_so(house: House):
    await house.start(OLD)
    await house.say("/survey")
    await house.publish(MOVES)
    assert await house.say("this") == ["New."]


async def test_turns_that_wait_while_something_is_published_are_all_played(house: House):
    await house.start(OLD)
    for who in ("ada", "bob", "cleo"):
        await house.say("/survey", who)
    heard = [Incoming(f"late-{who}", Sender(who), Said("x")) for who in ("ada", "bob", "cleo")]
    taken = house.engine.take_in(SITE, heard)
    await house.publish(MOVES)
    await taken
    await house.engine.settled()
    assert [house.platform.texts(who)[-1] for who in ("ada", "bob", "cleo")] == ["New."] * 3


async def test_a_version_is_stored_before_anybody_enters_it(house: House):
    await house.start(OLD)
    await house.publish(NEW)
    await house.say("/survey")
    assert await house.inside() <= await house.versions()


async def test_a_publication_that_cannot_be_stored_changes_nothing(tmp_path: Path):
    house = House(tmp_path)
    await house.start(OLD)
    await house.say("/survey")
    before = house.published()

    await house.store.run(lambda one: one.exec_driver_sql("PRAGMA busy_timeout = 10"))
    somebody = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    somebody.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        await house.publish(NEW)
    somebody.execute("ROLLBACK")
    somebody.close()
    assert house.published() == before
    assert await house.say("this") == ["Old."]
    await house.stop()


async def test_after_a_restart_who_is_inside_is_still_where_they_were(tmp_path: Path):
    house = House(tmp_path)
    await house.start(OLD)
    await house.say("/survey")
    await house.publish(NEW)
    await house.stop()
    await house.start(NEW)
    assert await house.say("this") == ["Old."]
    await house.stop()


async def test_a_version_that_nobody_is_inside_is_forgotten(house: House):
    await house.start(OLD)
    old = house.published()
    await house.publish(NEW)
    await house.hours_later(1)
    assert old in await house.versions()
    await house.hours_later(1)
    assert await house.versions() == {house.published()}
    assert dict(house.engine.libraries[BRAND].older) == {}


async def test_a_version_is_kept_for_as_long_as_somebody_is_inside_it(house: House):
    await house.start(OLD)
    old = house.published()
    await house.say("/survey")
    await house.publish(OTHER)
    await house.hours_later(3)
    assert old in await house.versions()
    assert await house.say("this") == ["Old."]
    await house.hours_later(2)
    assert old not in await house.versions()


async def test_what_a_kept_version_calls_is_kept_as_well(house: House):
    await house.start(CALLS, ADDRESS)
    address = house.published("address")
    await house.say("/survey")
    await house.publish(OTHER)
    await house.hours_later(3)
    assert address in await house.versions()
    assert await house.say("this") == ["Street?"]


async def test_a_version_is_kept_for_a_button_that_still_does_something(house: House):
    button = HEAD + "steps:\n  - {say: Look, buttons: {More: {say: That is more.}}}\n"
    await house.start(button)
    await house.say("/survey")
    await house.publish(OTHER)
    await house.hours_later(3)
    assert await house.say("More") == ["That is more."]


async def test_a_version_that_is_published_again_in_between_is_kept(house: House):
    await house.start(OLD)
    old = house.published()
    await house.publish(NEW)
    await house.hours_later(1)
    await house.publish(OLD)
    await house.hours_later(3)
    assert await house.versions() == {old}
    assert await house.say("/survey") == ["Which?"]
    assert await house.say("this") == ["Old."]


async def test_whoever_enters_while_it_is_looked_who_is_inside_keeps_their_version(house: House):
    await house.start(CALLS, ADDRESS)
    await house.say("/survey")
    await house.publish(OTHER)
    await house.hours_later(1)
    # Between two looks the called dialogue is entered in a version that nobody was inside before.
    assert await house.say("this") == ["Street?"]
    await house.hours_later(2)
    assert await house.inside() <= await house.versions()
    assert await house.say("Elm") == []


async def test_whoever_speaks_between_a_look_and_its_end_keeps_their_version(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    await house.start(CALLS, ADDRESS)
    await house.say("/survey")
    await house.publish(OTHER)
    await house.hours_later(1)
    look = house.forgetting._named
    answers: list[str] = []

    async def interrupted(brand: BrandId, versions: Collection[str]) -> set[str]:
        found = await look(brand, versions)
        answers.extend(await house.say("this"))
        return found

    monkeypatch.setattr(house.forgetting, "_named", interrupted)
    await house.hours_later(1)
    assert answers == ["Street?"]
    assert await house.inside() <= await house.versions()


async def test_processes_that_never_last_an_hour_forget_as_well(tmp_path: Path):
    house = House(tmp_path)
    await house.start(OLD)
    old = house.published()
    await house.stop()
    for _ in range(4):
        await house.start(NEW)
        house.clock.now += timedelta(minutes=30)
        await house.forgetting.look()
        kept = await house.versions()
        await house.stop()
    assert old not in kept


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(["/survey", "this", "that", "back"])),
        st.tuples(st.just("publish"), st.sampled_from(["OLD", "NEW", "MOVES", "OTHER", "CALLS"])),
        st.tuples(st.just("look"), st.just("")),
    ),
    max_size=12,
)
PUBLISHED = {
    "OLD": (OLD,),
    "NEW": (NEW,),
    "MOVES": (MOVES,),
    "OTHER": (OTHER,),
    "CALLS": (CALLS, ADDRESS),
}


@settings(max_examples=25)
@given(ACTS)
def test_whatever_happens_nobody_loses_their_version(acts: list[tuple[str, str]]):
    async def play() -> None:
        house = House()
        await house.start(*PUBLISHED["OLD"])
        for what, how in [("say", "/survey"), *acts]:
            if what == "say":
                assert not any("has changed" in text for text in await house.say(how))
            elif what == "publish":
                await house.publish(*PUBLISHED[how])
            else:
                await house.hours_later(1)
            assert await house.inside() <= await house.versions()
        await house.stop()

    asyncio.run(play())


async def test_more_conversations_than_are_read_at_once_are_all_looked_at(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.engine.all_conversations.PAGE", 2)
    await house.start(OLD)
    people = [f"p{number}" for number in range(5)]
    for who in people:
        await house.say("/survey", who)
    await house.publish(NEW)
    await house.hours_later(3)
    for who in people:
        assert await house.say("this", who) == ["Old."]
