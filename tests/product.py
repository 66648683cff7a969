"""The real product in a process of its own: started, killed, started again, stopped."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.witness import VARIABLE as WITNESS
from tests.described.descriptions import FOLDER, MISFITS, SEEN
from tests.forking.forked import Forked, fork
from tests.forking.start import Start
from tests.guard.loopback import REPORT
from tests.ports import free_port

ROOT = Path(__file__).parents[1]
GUARD = ROOT / "tests" / "guard"
CONVIVIO = "bot.cli.main"
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
HANDED_ON = (REPORT, WITNESS, MISFITS, SEEN, FOLDER)
"""What the processes of a test tell that test: whom they reached, and what they asked wrongly."""


def environment(**settings: str) -> dict[str, str]:
    """Return an environment that holds these settings and nothing else of the product's.

    In a test it also keeps the process on this machine (`tests.guard`).
    """
    kept = {name: os.environ[name] for name in (*KEPT, *HANDED_ON) if name in os.environ}
    paths = [str(ROOT), str(GUARD)] if REPORT in kept else [str(ROOT)]
    path = os.pathsep.join(paths)
    return {**kept, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **settings}


def command_of(program: str) -> list[str]:
    """Return the command that runs the `main` of a module."""
    return [sys.executable, "-c", f"from {program} import main; main()"]


def start(
    asked: Start, out: int, errors: int, *, is_forked: bool = True
) -> subprocess.Popen[bytes] | Forked:
    """Start a program of this repository in a process of its own; it has nothing to read.

    Args:
        asked: what is to be started.
        out: the number of the file to which it writes.
        errors: the same for what it complains of.
        is_forked: whether it may, in tests, be forked from a process that has loaded it.
    """
    if is_forked and REPORT in os.environ:
        return fork(asked, environment(), out, errors)
    return subprocess.Popen(
        [*command_of(asked.program), *asked.arguments],
        env=asked.environ,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=errors,
    )


def run_python(
    program: str, *arguments: str, exit_code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run a program in an interpreter of its own; another exit code raises."""
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == exit_code, f"exit code {run.returncode}: {run.stdout}{run.stderr}"
    return run


def convivio(*arguments: str, environ: Mapping[str, str], typed: str = "") -> str:
    """Run one command to its end and return what it printed; a failure raises."""
    run = subprocess.run(
        [*command_of(CONVIVIO), *arguments],
        input=typed,
        env=dict(environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, f"exit code {run.returncode}: {run.stdout}{run.stderr}"
    return run.stdout


def copy_of_example(folder: Path) -> Path:
    """Return a copy of the example brand: the sandbox keeps its database beside it."""
    copy = folder / "we-converse"
    ignored = shutil.ignore_patterns("*.db*")
    shutil.copytree(ROOT / "examples" / "we-converse", copy, ignore=ignored)
    return copy


@contextlib.contextmanager
def running(product: "Product") -> Iterator["Product"]:
    """Start a product, wait until it is ready, and end whatever of it still runs at the end."""
    try:
        product.start()
        product.wait_ready()
        yield product
    finally:
        product.close()


class Product:
    """`convivio run`: its port, database and log outlive each of its processes.

    In tests it is forked from a process that has loaded it (`tests.forking`), see `ColdProduct`.

    `brand` is the folder to run, `home` a folder for the database and the log, `options` more of
    the command line, `settings` further environment variables (secrets of the brand). `place` is
    its database as it is set, in `home` where the settings name none.
    """

    program = CONVIVIO
    is_forked = True

    def __init__(self, brand: Path, home: Path, *options: str, **settings: str) -> None:
        self.brand = brand
        self.options = options
        self.port = free_port()
        self.database = home / "convivio.db"
        self.place = settings.pop("CONVIVIO_DATABASE", str(self.database))
        self.log = home / "product.log"
        self.environ = environment(
            CONVIVIO_PORT=str(self.port), CONVIVIO_DATABASE=self.place, **settings
        )
        self._process: subprocess.Popen[bytes] | Forked | None = None
        self._begun = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start a process; it is not ready yet."""
        assert self._process is None, "it runs already"
        with self.log.open("ab") as log:
            self._begun = log.tell()
            asked = Start(self.program, ["run", str(self.brand), *self.options], self.environ)
            number = log.fileno()
            self._process = start(asked, number, number, is_forked=self.is_forked)

    def wait_ready(self, seconds: float = 20.0) -> float:
        """Wait for readiness and return how long that took, in seconds."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            code = self.process.poll()
            assert code is None, f"it ended with {code}: {self._last_words()}"
            if self._is_ready():
                return time.monotonic() - begun
            time.sleep(0.01)
        raise AssertionError(f"not ready after {seconds} s: {self._last_words()}")

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    @property
    def process(self) -> subprocess.Popen[bytes] | Forked:
        assert self._process is not None, "it does not run"
        return self._process

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL, no good-byes."""
        self.process.kill()
        self.process.wait()
        self._process = None

    def stop(self, seconds: float = 15.0) -> int:
        """Ask it to end (SIGTERM) and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"still running {seconds} s after SIGTERM") from None
        self._process = None
        return code

    def close(self) -> None:
        """End whatever still runs: for the end of a test, however it went."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.kill()

    def memory(self) -> int:
        """Return the resident memory of the process in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def processor_seconds(self) -> float:
        """Return what the process has used: on a busy machine it waits for others besides."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _last_words(self) -> str:
        return self.read_log()[-2000:]

    def sandbox_url(self, seconds: float = 10.0) -> str:
        """Wait until the latest process says where its sandbox page is, and return that."""
        end = time.monotonic() + seconds
        while not (
            told := re.findall(r"^Be a person .* at (\S+)$", self._latest_log(), re.MULTILINE)
        ):
            assert time.monotonic() < end, self._last_words()
            time.sleep(0.01)
        address: str = told[0]
        return address

    def _latest_log(self) -> str:
        """Return what the latest process wrote."""
        return self.log.read_bytes()[self._begun :].decode(errors="replace")

    def read_log(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class ColdProduct(Product):
    """One that is started by its command, as people start it: where a start itself is looked at."""

    is_forked = False
