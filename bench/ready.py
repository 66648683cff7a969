"""Start-up: what the product costs before anybody talks, as ratios to its libraries alone.

    python -m bench.ready --rounds 5

Anchor and product are fresh interpreters, measured turn about; each line holds the medians of CPU
milliseconds (user and system) and of resident memory, and the ratio to the anchor. The anchor,
"aiohttp.web and sqlalchemy", is what any web service with a database must import. Of imports the
memory is the peak; of `convivio run` all is told as it is when it is ready, in a new database and
in the same one once more.

With --instructions it counts instead what the processor is told to do (valgrind has to be there):
that is the same however busy the machine is, but leaves out what the system does for us.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port
from tests.product import ColdProduct, Product, environment

ANCHOR = "import aiohttp.web, sqlalchemy"
RUN = """
from bot.cli.uncollected import keep_all, uncollected
with uncollected():
    import bot.app, bot.engine.engine, bot.store.database, bot.web.server
    keep_all()
"""
"""What serves, loaded as `convivio run` loads it."""
ADAPTERS = """
    from bot.channels.registry import installed
    [point.load() for point in installed()]
"""
LEAVE = "\nimport os; os._exit(0)"
"""What it costs to take an interpreter apart at its end is no part of a start."""
IMPORTS = {
    "anchor": ANCHOR + LEAVE,
    "run": RUN + LEAVE,
    "run and every adapter": RUN + ADAPTERS + LEAVE,
    "--help": (
        "import sys; sys.argv = ['convivio', '--help']; from bot.cli.main import main; main()"
    ),
}
READY = """
import os, sys
from pathlib import Path
from bot.cli.uncollected import keep_all, uncollected
with uncollected():
    import bot.cli.main, bot.cli.running as running
    keep_all()
running.announce = lambda *_: os._exit(0)
running.run_brands([Path(sys.argv[1])], watching=True)
"""
"""What `convivio run` does until it says that it is ready."""
STARTS = ("convivio run, ready for the first time", "convivio run, ready again")
COUNTING = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
QUIET = "brand: quiet\ntitle: Quiet\nlanguages: [en]\ntimezone: UTC\n"
GREETING = "dialogue: welcome\nsteps:\n  - say: Good morning.\n"


@dataclass(frozen=True)
class Cost:
    """One process: CPU in milliseconds, resident memory in MB of 2^20 bytes."""

    cpu_ms: float
    rss_mb: float


def cost_of(code: str) -> Cost:
    """Run `code` in a fresh interpreter and return what it cost."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], env=environment(), stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{code} failed")
    return Cost((usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024)


def ready_of(product: Product) -> Cost:
    """Run a brand without channels until it is ready, and return what that took."""
    product.start()
    try:
        product.wait_ready()
        return Cost(product.processor_seconds() * 1000, product.memory() / 2**20)
    finally:
        product.stop()


def write_quiet_brand(folder: Path) -> None:
    """Write a brand that has nothing but one sentence."""
    (folder / "quiet" / "dialogues").mkdir(parents=True)
    (folder / "quiet" / "brand.yaml").write_text(QUIET)
    (folder / "quiet" / "dialogues" / "welcome.yaml").write_text(GREETING)


def measure(rounds: int) -> list[dict[str, object]]:
    """Return one line for each kind of start."""
    costs: dict[str, list[Cost]] = {name: [] for name in (*IMPORTS, *STARTS)}
    for _ in range(rounds):
        for name, code in IMPORTS.items():
            costs[name].append(cost_of(code))
        with tempfile.TemporaryDirectory() as folder:
            write_quiet_brand(Path(folder))
            product = ColdProduct(Path(folder) / "quiet", Path(folder))
            for name in STARTS:
                costs[name].append(ready_of(product))
    cpu = {name: statistics.median(cost.cpu_ms for cost in all_) for name, all_ in costs.items()}
    rss = {name: statistics.median(cost.rss_mb for cost in all_) for name, all_ in costs.items()}
    return [
        {
            "measure": name,
            "cpu_ms": round(cpu[name]),
            "rss_mb": round(rss[name], 1),
            "cpu_ratio": round(cpu[name] / cpu["anchor"], 2),
            "rss_ratio": round(rss[name] / rss["anchor"], 2),
        }
        for name in costs
    ]


def instructions_of(code: str, *arguments: str, **settings: str) -> int:
    """Run `code` in a fresh interpreter that counts its instructions, and return how many."""
    with tempfile.NamedTemporaryFile("r") as report:
        subprocess.run(
            [*COUNTING, f"--log-file={report.name}", sys.executable, "-c", code, *arguments],
            env=environment(PYTHONHASHSEED="0", **settings),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        counted = re.search(r"refs:\s+([\d,]+)", report.read())
    assert counted is not None, "valgrind has counted nothing"
    return int(counted[1].replace(",", ""))


def count() -> list[dict[str, object]]:
    """Return one line for each kind of start, by instructions."""
    counts = {name: instructions_of(code) for name, code in IMPORTS.items()}
    with tempfile.TemporaryDirectory() as folder:
        write_quiet_brand(Path(folder))
        brand = str(Path(folder) / "quiet")
        database = str(Path(folder) / "convivio.db")
        settings = {"CONVIVIO_PORT": str(free_port()), "CONVIVIO_DATABASE": database}
        for name in STARTS:
            counts[name] = instructions_of(READY, brand, **settings)
    return [
        {
            "measure": name,
            "instructions": counted,
            "ratio": round(counted / counts["anchor"], 3),
        }
        for name, counted in counts.items()
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.ready", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--instructions", action="store_true")
    asked = parser.parse_args(arguments)
    for line in count() if asked.instructions else measure(asked.rounds):
        print(json.dumps(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
