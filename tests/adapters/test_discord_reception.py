"""What came in is stored in its order, also around what was missed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from adapters.discord.delays import Delays
from adapters.discord.heard import Heard
from adapters.discord.reception import Reception, conversation
from bot.channels.contract import ChannelSettings
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import BrandId, ChannelName
from tests.adapters.discord_stage import QUICK, Taken
from tests.eventually import eventually

SETTINGS = ChannelSettings(BrandId("market"), ChannelName("discord"), "discord")


def heard(number: int, person: str = "ada") -> Heard:
    incoming = Incoming(str(number), Sender(person), Said(str(number)), None)
    return Heard(incoming, "channel", private=True)


@asynccontextmanager
async def receiving() -> AsyncIterator[tuple[Reception, Callable[[], list[str]]]]:
    taken = Taken()
    reception = Reception(SETTINGS, taken, QUICK, lambda *_: None)
    task = asyncio.create_task(reception.run())
    yield reception, lambda: [one.external_id for one in taken.incoming]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_was_missed_comes_before_what_was_kept_back():
    async with receiving() as (reception, stored):
        reception.hold(["@ada"])
        reception.put(heard(3))
        reception.put(heard(7, "bob"))
        await eventually(lambda: reception.holds_anything_for("@ada"))
        assert stored() == ["7"]
        reception.put(heard(4))  # not yet looked at when its conversation goes on
        reception.release("@ada", [heard(1), heard(2)])
        await eventually(lambda: len(stored()) == 5)
        assert stored() == ["7", "1", "2", "3", "4"]


async def test_nothing_after_a_mark_is_stored_before_it_is_reached():
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()
        reception.hold(["@ada"])

    async with receiving() as (reception, stored):
        reception.put(heard(1))
        reception.mark(wait)
        reception.put(heard(2))
        await eventually(lambda: stored() == ["1"])
        gate.set()
        await eventually(lambda: reception.holds_anything_for("@ada"))
        assert stored() == ["1"]
        reception.release("@ada", [])
        await eventually(lambda: stored() == ["1", "2"])


async def test_a_held_conversation_without_anything_missed_goes_on():
    async with receiving() as (reception, stored):
        reception.hold(["@ada", "general"])
        reception.release("@ada", [])
        reception.release("general", [])
        reception.put(heard(1))
        assert await eventually(lambda: stored() == ["1"])


def test_conversations_are_told_apart():
    assert conversation("7", None) != conversation("7", "7")
    assert conversation("7", "9") == conversation("8", "9") == "9"


def test_pauses_double_up_to_the_longest():
    delays = Delays()
    assert [delays.pause(failures) for failures in range(8)] == [0, 1, 2, 4, 5, 5, 5, 5]
    assert delays.store(1) == 0.2
    assert delays.store(10_000) == 5
