"""A loop that is held up is noticed, with the place that holds it up."""

import logging
import time

import pytest

from bot.engine.pulse import Pulse
from tests.eventually import eventually


def hold_up(seconds: float) -> None:
    time.sleep(seconds)


@pytest.fixture
async def pulse():
    made = Pulse(beat=0.01, patience=0.1)
    made.start()
    yield made
    await made.stop()


async def test_a_loop_that_turns_is_on_time(pulse: Pulse):
    await eventually(lambda: pulse.figures().lag.counts[-1] > 3)
    assert pulse.figures().stuck == 0


async def test_a_loop_that_is_held_up_is_told_of_once(pulse: Pulse, caplog):
    await eventually(lambda: pulse.figures().lag.counts[-1] > 0)
    with caplog.at_level(logging.ERROR):
        hold_up(0.3)
        await eventually(lambda: pulse.figures().lag.total > 0.2)
    assert pulse.figures().stuck == 1
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert "the event loop is stuck" in told[0]
    assert "place=hold_up:" in told[0]
