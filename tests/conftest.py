"""What holds for every test: nobody talks to the world outside this machine."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

_NAMES = frozenset({"localhost", "ip6-localhost", "", None})


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in _NAMES:
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(autouse=True)
def outside_reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuse every address that is not loopback or a Unix socket, and fail the test that tried.

    The refusal is an OSError, as a firewall would give it; a test whose code swallows that fails
    all the same, for the address is remembered.
    """
    reached: list[str] = []

    def refuse(where: object) -> None:
        reached.append(str(where))
        raise OSError(f"tests stay on this machine: {where}")

    def guarded(name: str) -> None:
        original = getattr(socket.socket, name)

        def call(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            is_internet = self.family in (socket.AF_INET, socket.AF_INET6)
            if is_internet and isinstance(address, tuple) and not _is_here(address[0]):
                refuse(address)
            return original(self, *arguments)

        monkeypatch.setattr(socket.socket, name, call)

    for name in ("connect", "connect_ex", "sendto"):
        guarded(name)
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _is_here(host):
            refuse(host)
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield reached
    assert not reached, f"this test reached outside the machine: {', '.join(reached)}"


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
