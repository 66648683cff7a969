"""What does not go on is told of once, with the place where it is, and counted."""

import threading
import time

import pytest

from bot.engine.lookout import Lookout, Watched, looking_out
from bot.engine.pulse import Pulse
from bot.store.connection import Connection
from bot.store.database import open_store
from tests.eventually import eventually


def hold_up(seconds: float) -> None:
    time.sleep(seconds)


def told_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if "it is stuck" in one.getMessage()]


@pytest.fixture
async def pulse():
    made = Pulse(beat=0.01)
    made.start()
    yield made
    await made.stop()


async def test_a_loop_that_turns_is_on_time(pulse: Pulse):
    await eventually(lambda: pulse.figures().lag.counts[-1] > 3)
    assert pulse.late() < 1


async def test_a_loop_that_is_held_up_is_told_of_once(pulse: Pulse, caplog):
    lookout = Lookout((Watched("loop", pulse.late, lambda: pulse.thread, 0.1),), pulse)
    lookout.start()
    await eventually(lambda: pulse.figures().lag.counts[-1] > 0)
    hold_up(0.4)
    await eventually(lambda: pulse.figures().lag.total > 0.2)
    lookout.stop()
    assert lookout.times == {"loop": 1}
    assert lookout.stuck() == []
    (told,) = told_of(caplog)
    assert "what=loop" in told
    assert "place=hold_up:" in told


async def test_a_store_that_does_not_end_its_work_is_told_of(pulse: Pulse, caplog):
    store, gate = await open_store("sqlite://"), threading.Event()

    def hang(_: Connection) -> None:
        gate.wait(5)

    def late() -> float:
        return store.commits().busy

    watched = Watched("store", late, lambda: store.commits().thread, 0.05)
    lookout = Lookout((watched,), pulse)
    lookout.start()
    hanging = store.submit(hang)
    await eventually(lambda: lookout.times["store"] == 1)
    assert [what for what, _ in lookout.stuck()] == ["store"]
    gate.set()
    await hanging
    await eventually(lambda: not lookout.stuck())
    lookout.stop()
    await store.close()
    assert "what=store" in told_of(caplog)[0]
    assert "seconds=0" in told_of(caplog)[0]


async def test_a_process_watches_over_its_loop_and_its_store():
    store = await open_store("sqlite://")
    async with looking_out(store) as lookout:
        assert lookout.times == {"loop": 0, "store": 0}
        assert lookout.stuck() == []
    await store.close()
