"""What holds for every test: nobody talks to the world outside this machine."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.uncollected import keep_all, uncollected
from sandbox.witness import VARIABLE as WITNESS
from tests.databases import server
from tests.described.descriptions import BOT_API, MISFITS, OPENAPI, SEEN, absence
from tests.described.watching import WATCHER, summed_up, take_misfits, unwatched
from tests.forking import forked
from tests.guard.loopback import REPORT, keep_here
from tests.scratch import write_in_memory
from tests.steady import try_steadily

try_steadily()

_reached: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Guard this process and, by the environment that `tests.product` hands on, those it starts."""
    for variable in _own_reports(config):
        handle, os.environ[variable] = tempfile.mkstemp(prefix=f"{variable.lower()}-")
        os.close(handle)
    if absence(BOT_API, OPENAPI) is None:
        os.environ[WITNESS] = WATCHER
    keep_here(_reached.append)
    write_in_memory()
    server.prepare()


def _own_reports(config: pytest.Config) -> tuple[str, ...]:
    """Return what names the reports of this process; what was seen at all is told to the first."""
    return (REPORT, MISFITS) if _is_worker(config) else (REPORT, MISFITS, SEEN)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of what forks processes and of the reports, and at last of the database server."""
    forked.end()
    for variable in _own_reports(config):
        Path(os.environ.pop(variable)).unlink(missing_ok=True)
    server.let_go()
    if not _is_worker(config):
        server.stop()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without looking for garbage, and never look through the tests themselves again.

    They are half a million objects, and each worker would spend a third of its collecting on that.
    """
    with uncollected():
        yield
        keep_all()


@pytest.fixture(autouse=True)
def outside_reached() -> Iterator[list[str]]:
    """Fail the test that reached for an address which is not loopback or a Unix socket.

    The address was refused as a firewall would do it; a test whose code swallows that fails all
    the same, for the address is remembered. What a process of a test tried counts as its own.
    """
    yield _reached
    report = Path(os.environ[REPORT])
    tried = [*_reached]
    _reached.clear()
    if report.stat().st_size:
        tried += report.read_text(encoding="utf-8").splitlines()
        report.write_text("", encoding="utf-8")
    assert not tried, f"this test reached outside the machine: {', '.join(tried)}"


@pytest.fixture(autouse=True)
def requests_fit() -> Iterator[None]:
    """Fail the test whose requests the platform's own description does not know."""
    yield
    misfits = take_misfits()
    assert not misfits, "requests do not fit the platform's description:\n" + "\n".join(misfits)


@pytest.fixture
def ask_anything() -> Iterator[None]:
    """Let a test ask on purpose what no platform describes: nothing of it is held against that."""
    with unwatched():
        yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skipped browser test into a failure where CI promised a browser."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI must run it: {report.longrepr}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which requests were seen, and in one line that the page was not tried, if it was not."""
    for line in summed_up():
        terminalreporter.write_line(line)
    skipped = terminalreporter.stats.get("skipped", [])
    untried = [report for report in skipped if "browser" in report.keywords]
    if untried:
        terminalreporter.write_line(
            f"{len(untried)} browser tests were skipped: no Chromium or Chrome on this machine."
        )
