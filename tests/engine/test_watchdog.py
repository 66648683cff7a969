"""A dialogue in Python that computes for ever is stopped; the thread that plays it goes on."""

import logging
from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.dialogue.python.code import OutOfTime
from bot.engine.watching.watchdog import Watchdog

LIMIT = 0.02


def endless() -> None:
    while True:
        pass


def stubborn() -> None:
    while True:
        with suppress(Exception):
            endless()


def watched(watchdog: Watchdog, work: Callable[[], None]) -> None:
    with watchdog():
        work()


def test_what_computes_for_ever_is_stopped(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR), pytest.raises(OutOfTime):
        watched(Watchdog(LIMIT), endless)
    assert "takes too long" in caplog.text


def test_what_catches_errors_is_stopped_as_well():
    with pytest.raises(OutOfTime):
        watched(Watchdog(LIMIT), stubborn)


def test_nothing_is_thrown_at_a_thread_that_has_left():
    watchdog = Watchdog(LIMIT)
    for _ in range(3):
        with suppress(OutOfTime):
            watched(watchdog, endless)
        assert sum(range(1_000_000)) == 499_999_500_000


def test_what_is_quick_is_left_alone():
    watchdog = Watchdog(LIMIT)
    done: list[int] = []
    for number in range(1_000):
        watched(watchdog, lambda number=number: done.append(number))
    assert len(done) == 1_000
