"""Two processes with different files on one database: nobody loses the version they are inside."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from acting import SITE, OwnAddress
from publishing import BRAND, HEAD, House

from bot.engine.outside import OutsideEvent
from tests.eventually import eventually

OLD = HEAD + "steps:\n  - {ask: Old?, as: x}\n  - say: Old.\n"
NEW = HEAD + "steps:\n  - {ask: New?, as: y}\n  - {run: street}\n  - say: New.\n"
STREET = "dialogue: street\nsteps:\n  - {ask: Street?, as: s}\n"
WAITS = HEAD + "steps:\n  - wait_for: order.paid\n  - say: Paid.\n"


class Houses:
    """An old and a new process; the old one sends."""

    def __init__(self, url: str) -> None:
        self.old, self.new = House(url=url), House(url=url)
        self.old.name, self.new.name = "old", "new"
        self.new.shares = True
        self.new.clock = self.old.clock
        self.old.platform = self.new.platform = OwnAddress()

    async def hears(self, at: House, text: str, *answers: str) -> None:
        """Let Ada say something at a process, and see what she is answered."""
        before = len(self.old.platform.texts())
        await at.say(text)
        await eventually(lambda: len(self.old.platform.texts()) >= before + len(answers))
        assert self.old.platform.texts()[before:] == list(answers)


@pytest.fixture
async def houses(there: str) -> AsyncIterator[Houses]:
    made = Houses(there)
    yield made
    await made.new.stop()
    await made.old.stop()


async def test_who_began_in_a_newer_process_goes_on_in_an_older_one(houses: Houses):
    await houses.old.start(OLD)
    await houses.new.start(NEW, STREET)
    await houses.hears(houses.new, "/survey", "New?")
    await houses.hears(houses.old, "this", "Street?")
    await houses.hears(houses.old, "that", "New.")
    await houses.hears(houses.old, "/survey", "Old?")
    await houses.hears(houses.new, "this", "Old.")
    assert houses.new.published() in houses.old.engine.libraries[BRAND].versions


async def test_what_is_published_while_both_run_is_known_to_both(houses: Houses):
    await houses.old.start(OLD)
    await houses.new.start(OLD)
    await houses.new.publish(NEW, STREET)
    await houses.hears(houses.new, "/survey", "New?")
    await houses.hears(houses.old, "this", "Street?")
    assert houses.new.published() in houses.old.engine.libraries[BRAND].versions


async def test_an_event_wakes_what_waits_in_a_version_of_another_process(houses: Houses):
    await houses.old.start(OLD)
    await houses.new.start(WAITS)
    await houses.hears(houses.new, "/survey")
    event = OutsideEvent(BRAND, "1", "order.paid", None, SITE.name, "ada")
    assert (await houses.old.engine.happened(event)).waits
    await eventually(lambda: houses.old.platform.texts() == ["Paid."])


async def test_a_version_that_cannot_be_read_is_looked_for_once_and_fails_no_turn(houses: Houses):
    await houses.old.start(OLD)
    await houses.new.start(NEW, STREET)
    await houses.hears(houses.new, "/survey", "New?")
    await houses.new.store.run(
        lambda one: one.exec_driver_sql("UPDATE dialogue_versions SET program = '{}'")
    )
    before = len(houses.old.platform.texts())
    await houses.old.say("this")
    await eventually(lambda: len(houses.old.platform.texts()) > before)
    assert "changed" in houses.old.platform.texts()[-1]
    assert await houses.old.store.run(_failed_turns) == 0


def _failed_turns(connection: Any) -> int:
    found: int = connection.exec_driver_sql(
        "SELECT count(*) FROM events WHERE outcome = 'failed'"
    ).scalar_one()
    return found


async def test_each_keeps_what_it_publishes_and_forgets_what_nobody_does(houses: Houses):
    await houses.old.start(OLD)
    await houses.new.start(NEW, STREET)
    both = await houses.old.versions()
    await together(houses, 6)
    assert await houses.old.versions() == both
    gone = houses.old.published()
    await houses.old.publish(NEW, STREET)
    await together(houses, 2)
    assert gone in await houses.old.versions()
    await together(houses, 2)
    assert await houses.old.versions() == both - {gone}


async def together(houses: Houses, hours: int) -> None:
    """Let so many hours pass in both, each of which looks in every one."""
    for _ in range(hours):
        await houses.old.hours_later(1)
        await houses.new.forgetting.look()


async def test_what_another_has_forgotten_meanwhile_is_stored_again(houses: Houses):
    await houses.old.start(OLD)
    await houses.new.start(NEW, STREET)
    both = await houses.old.versions()
    await houses.old.hours_later(6)
    assert houses.new.published() not in await houses.old.versions()
    await houses.new.forgetting.look()
    assert await houses.old.versions() == both
