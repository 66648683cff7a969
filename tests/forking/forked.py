"""Processes of the product that are forked from one which has loaded it already.

They are the real program in a process of its own; only Python itself and the loading of modules,
two thirds of the processor time of a start, are shared by all that one worker of the tests starts.
"""

import functools
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO

import msgspec

from tests.forking.start import Start


class Forked:
    """A process that somebody else has forked, used as one of `subprocess`.

    Args:
        report: tells its number and its exit code.
        arguments: of its command line, for errors.
    """

    def __init__(self, report: IO[bytes], arguments: Sequence[str]) -> None:
        self._report = report
        self._arguments = arguments
        self.pid = self._told()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        if self.returncode is None and self._is_told(0.0):
            self.returncode = self._told()
            self._report.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code.

        Args:
            timeout: in seconds.

        Raises:
            TimeoutExpired: it runs still.
        """
        if self.returncode is None:
            self._is_told(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self._arguments, timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _is_told(self, seconds: float | None) -> bool:
        looking = select.poll()
        looking.register(self._report, select.POLLIN)
        return bool(looking.poll(None if seconds is None else seconds * 1000))

    def _told(self) -> int:
        line = self._report.readline()
        assert line, "whoever forks the tests' processes has ended"
        return int(line)


def fork(start: Start, usual: Mapping[str, str], out: int, errors: int) -> Forked:
    """Start a program, which has nothing to read.

    Args:
        start: what it is to be.
        usual: the environment in which the product is loaded.
        out: the number of the file to which it writes.
        errors: the same for what it complains of.
    """
    heard, told = os.pipe()
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - for its number alone
        files = [nothing.fileno(), out, errors, told]
        request = msgspec.json.encode(start)
        socket.send_fds(_server(frozenset(usual.items())).door, [request], files)
    os.close(told)
    return Forked(os.fdopen(heard, "rb", buffering=0), start.arguments)


def end() -> None:
    """End whoever forks for this process; what was forked goes on."""
    while _servers:
        _servers.pop().close()


class _Server:
    """One that has loaded the product, in an environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-m", "tests.forking", str(number)]
            self._process = subprocess.Popen(command, env=environ, pass_fds=[number])
        _servers.append(self)

    def close(self) -> None:
        self.door.close()
        self._process.wait()


_servers: list[_Server] = []


@functools.cache
def _server(environ: frozenset[tuple[str, str]]) -> _Server:
    return _Server(dict(environ))
