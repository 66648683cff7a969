"""What holds for every test: nobody talks to the world outside this machine."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.uncollected import keep_all, uncollected
from tests.databases import server
from tests.forking import forked
from tests.guard.loopback import REPORT, keep_here
from tests.scratch import write_in_memory
from tests.steady import try_steadily

try_steadily()

_reached: list[str] = []


def pytest_configure() -> None:
    """Guard this process and, by the environment that `tests.product` hands on, those it starts."""
    handle, path = tempfile.mkstemp(prefix="reached-")
    os.close(handle)
    os.environ[REPORT] = path
    keep_here(_reached.append)
    write_in_memory()
    server.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of what forks processes and of their report, and at last of the database server."""
    forked.end()
    Path(os.environ.pop(REPORT)).unlink(missing_ok=True)
    if not hasattr(config, "workerinput"):
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


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skipped browser test into a failure where CI promised a browser."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI must run it: {report.longrepr}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in one line that the page was not tried, where it was not."""
    skipped = terminalreporter.stats.get("skipped", [])
    untried = [report for report in skipped if "browser" in report.keywords]
    if untried:
        terminalreporter.write_line(
            f"{len(untried)} browser tests were skipped: no Chromium or Chrome on this machine."
        )
