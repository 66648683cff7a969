"""What does not go on is told of once, with the place where it is, and counted."""

import threading
import time
from itertools import count

import pytest

from bot.engine.watching import lookout
from bot.engine.watching.lookout import Lookout, Watched, looking_out
from bot.engine.watching.pulse import Pulse
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
    watch = Lookout((Watched("loop", pulse.late, lambda: pulse.thread, 0.2),), pulse)
    watch.start()
    await eventually(lambda: pulse.figures().lag.counts[-1] > 0)
    hold_up(0.6)
    await eventually(lambda: pulse.figures().lag.total > 0.4)
    await eventually(lambda: watch.stuck() == [])
    watch.stop()
    assert watch.times["loop"] == len(told_of(caplog)) >= 1
    assert "what=loop" in told_of(caplog)[0]
    assert "place=hold_up:" in told_of(caplog)[0]


async def test_a_store_that_does_not_end_its_work_is_told_of(pulse: Pulse, caplog):
    store, gate = await open_store("sqlite://"), threading.Event()

    def hang(_: Connection) -> None:
        gate.wait(5)

    def late() -> float:
        return store.commits().busy

    watched = Watched("store", late, lambda: store.commits().thread, 0.05)
    watch = Lookout((watched,), pulse)
    watch.start()
    hanging = store.submit(hang)
    await eventually(lambda: watch.times["store"] == 1)
    assert [what for what, _ in watch.stuck()] == ["store"]
    gate.set()
    await hanging
    await eventually(lambda: not watch.stuck())
    watch.stop()
    await store.close()
    assert "what=store" in told_of(caplog)[0]
    assert "seconds=0" in told_of(caplog)[0]


async def test_who_was_stopped_as_a_whole_tells_of_nothing_that_stood_still(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
):
    looks = count()
    monkeypatch.setattr(lookout, "monotonic", lambda: 10.0 * next(looks))
    watched = Watched("store", lambda: 99.0, lambda: None, 0.02)
    stopped = Lookout((watched,), pulse)
    stopped.start()
    await eventually(lambda: next(looks) > 10)
    stopped.stop()
    assert stopped.times == {"store": 0}


async def test_a_process_watches_over_its_loop_and_its_store():
    store = await open_store("sqlite://")
    async with looking_out(store) as watch:
        assert watch.times == {"loop": 0, "store": 0}
        assert watch.stuck() == []
    await store.close()
