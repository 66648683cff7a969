"""Start-up: what the product costs before anybody talks, as ratios to its libraries alone.

    python -m bench.ready --rounds 5

Anchor and product are fresh interpreters, measured turn about; each line holds the medians of CPU
milliseconds (user and system) and of peak resident memory, and the ratio to the anchor. The
anchor, "aiohttp.web and sqlalchemy", is what any web service with a database must import.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.product import Product, environment

ANCHOR = "import aiohttp.web, sqlalchemy"
IMPORTS = {
    "anchor": ANCHOR,
    "run": "import bot.app, bot.engine.engine, bot.store.database, bot.web.server",
    "run and every adapter": (
        "import bot.app, bot.engine.engine, bot.store.database, bot.web.server;"
        "from importlib.metadata import entry_points as e;"
        "[point.load() for point in e(group='convivio.adapters')]"
    ),
    "--help": (
        "import sys; sys.argv = ['convivio', '--help']; from bot.cli.main import main; main()"
    ),
}
QUIET = "brand: quiet\ntitle: Quiet\nlanguages: [en]\ntimezone: UTC\n"
GREETING = "dialogue: welcome\nsteps:\n  - say: Good morning.\n"


@dataclass(frozen=True)
class Cost:
    """One process: CPU in milliseconds, peak resident memory in MB of 2^20 bytes."""

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


def ready_of(folder: Path) -> tuple[float, float]:
    """Run a brand without channels; return seconds until ready and resident MB when idle."""
    product = Product(folder / "quiet", folder)
    product.start()
    try:
        seconds = product.wait_ready()
        return seconds, product.memory() / 2**20
    finally:
        product.stop()


def write_quiet_brand(folder: Path) -> None:
    """Write a brand that has nothing but one sentence."""
    (folder / "quiet" / "dialogues").mkdir(parents=True)
    (folder / "quiet" / "brand.yaml").write_text(QUIET)
    (folder / "quiet" / "dialogues" / "welcome.yaml").write_text(GREETING)


def measure(rounds: int) -> list[dict[str, object]]:
    """Return one line for each kind of start."""
    costs: dict[str, list[Cost]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name, code in IMPORTS.items():
            costs[name].append(cost_of(code))
    cpu = {name: statistics.median(cost.cpu_ms for cost in all_) for name, all_ in costs.items()}
    rss = {name: statistics.median(cost.rss_mb for cost in all_) for name, all_ in costs.items()}
    lines: list[dict[str, object]] = [
        {
            "measure": name,
            "cpu_ms": round(cpu[name]),
            "rss_mb": round(rss[name], 1),
            "cpu_ratio": round(cpu[name] / cpu["anchor"], 2),
            "rss_ratio": round(rss[name] / rss["anchor"], 2),
        }
        for name in IMPORTS
    ]
    return [*lines, _measure_ready(rounds, rss["anchor"])]


def _measure_ready(rounds: int, anchor_mb: float) -> dict[str, object]:
    seen = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            write_quiet_brand(Path(folder))
            seen.append(ready_of(Path(folder)))
    seconds = statistics.median(one[0] for one in seen)
    idle = statistics.median(one[1] for one in seen)
    return {
        "measure": "convivio run, no channel configured, first start",
        "ready_seconds": round(seconds, 2),
        "rss_mb": round(idle, 1),
        "rss_ratio": round(idle / anchor_mb, 2),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.ready", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    for line in measure(parser.parse_args(arguments).rounds):
        print(json.dumps(line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
