"""A process that has loaded the product and forks: most of what a start costs is paid once then.

    python -m tests.forking SOCKET

`SOCKET` is the number of an open one (`tests.forking.start` says what is said there). It ends with
the socket; what it has forked goes on.
"""

import gc
import os
import select
import signal
import socket
import sys
from importlib import import_module

import msgspec

from bot.channels.registry import installed
from bot.cli.uncollected import uncollected
from tests.forking.start import FILES, LONGEST, Start

_LOADED = (
    *("bot.app", "bot.cli.main", "bot.cli.run", "bot.cli.running", "bot.cli.sandbox"),
    *("bot.engine.engine", "bot.store.database", "bot.web.server", "sandbox.__main__"),
)


def load() -> dict[str, str]:
    """Load what `convivio run` loads with every adapter, and return what that sets outside."""
    before = dict(os.environ)
    with uncollected():
        for name in _LOADED:
            import_module(name)
        for point in installed():
            point.load()
        gc.freeze()
    return {name: value for name, value in os.environ.items() if name not in before}


class Forks:
    """Starts one process after the other, and tells how each ended.

    Args:
        door: where starts are asked for.
        environ: what every process has in its environment besides what is asked for.
    """

    def __init__(self, door: socket.socket, environ: dict[str, str]) -> None:
        self._door = door
        self._environ = environ
        self._reports: dict[int, int] = {}

    def serve(self) -> Start | None:
        """Serve until the socket ends: None then, and in a new process what it is to be."""
        heard, told = os.pipe()
        os.set_blocking(told, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(told)
        looking = select.poll()
        looking.register(self._door, select.POLLIN)
        looking.register(heard, select.POLLIN)
        while True:
            for number, _ in looking.poll():
                if number == heard:
                    os.read(heard, LONGEST)
                    self._reap()
                    continue
                message, files, *_ = socket.recv_fds(self._door, LONGEST, FILES)
                if not message:
                    return None
                if self._is_new(files):
                    return self._become(msgspec.json.decode(message, type=Start), files)

    def _is_new(self, files: list[int]) -> bool:
        """Fork, and say whether this is the new process."""
        number = os.fork()
        if number == 0:
            return True
        *standard, report = files
        for file in standard:
            os.close(file)
        os.write(report, f"{number}\n".encode())
        self._reports[number] = report
        return False

    def _become(self, start: Start, files: list[int]) -> Start:
        """Have the files and the environment of a new process, and nothing else."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for number, file in enumerate(files[:-1]):
            os.dup2(file, number)
        self._door.detach()
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.environ.clear()
        os.environ.update(self._environ | start.environ)
        return start

    def _reap(self) -> None:
        while self._reports:
            number, status = os.waitpid(-1, os.WNOHANG)
            if number == 0:
                return
            report = self._reports.pop(number)
            os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(report)


if __name__ == "__main__":
    start = Forks(socket.socket(fileno=int(sys.argv[1])), load()).serve()
    if start is not None:
        sys.argv = ["-c", *start.arguments]
        import_module(start.program).main()
