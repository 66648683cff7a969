"""People talk over every channel while all kinds of things go wrong: what is left is compared.

    python -m tests.faults.theatre --seconds 60 --seed 7 --database postgresql --processes 2

The product runs in processes of its own, on a SQLite file or on a PostgreSQL server started for
it, between stand-ins for the platforms, a receiver of webhooks and people who talk without end.
Faults of the chosen families happen to all of them at seeded moments. Afterwards what everybody
heard and what the product wrote down must be what the same lines give in memory. Prints a
certificate (JSON); exit code 0 means that every promise was kept. Where answers are lost it comes
late: once all is right again, people wait for them for five minutes more.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from tests.faults.theatre.certified import certificate
from tests.faults.theatre.families import FAMILIES
from tests.faults.theatre.play import perform
from tests.faults.theatre.programme import MODULE, Programme
from tests.faults.theatre.small_disk import small_disk


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    usual = Programme()
    parser = argparse.ArgumentParser(
        prog=f"python -m {MODULE}",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=usual.seconds)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default=usual.database)
    parser.add_argument("--processes", type=int, default=usual.processes)
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--rate", type=float, default=usual.rate, help="lines a second, at most")
    parser.add_argument("--gap", type=float, default=usual.gap, help="seconds between faults")
    parser.add_argument("--most", type=int, default=usual.most, help="faults, then it is over")
    parser.add_argument("--faults", default=",".join(FAMILIES), help=f"of {', '.join(FAMILIES)}")
    parser.add_argument("--webhook", action="store_true", help="let Telegram post, not be polled")
    parser.add_argument("--encrypt", action="store_true", help="what people say, where it is kept")
    parser.add_argument("--log", type=Path, help="keep the product's log here")
    given = parser.parse_args(arguments)
    given.faults = tuple(name for name in given.faults.split(",") if name)
    if unknown := set(given.faults) - FAMILIES.keys():
        parser.error(f"no such faults: {', '.join(sorted(unknown))}")
    if given.database == "sqlite" and given.processes > 1:
        parser.error("one process at a time uses an SQLite file")
    return given


def _disk(programme: Programme, home: Path) -> AbstractContextManager[Path | None]:
    """Return a disk for the server, where there is one whose disk is to be full."""
    is_wanted = programme.database == "postgresql" and "disk" in programme.faults
    return small_disk(home / "disk") if is_wanted else nullcontext()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    given = _read(arguments)
    log = given.__dict__.pop("log")
    programme = Programme(**vars(given))
    with (
        tempfile.TemporaryDirectory(prefix="theatre-") as folder,
        _disk(programme, Path(folder)) as disk,
    ):
        outcome = asyncio.run(perform(programme, Path(folder), disk))
        told = certificate(outcome)
        if log:
            log.write_text(outcome.log)
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 0 if told["verdict"] == "kept" else 1


if __name__ == "__main__":
    sys.exit(main())
