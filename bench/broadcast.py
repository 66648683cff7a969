"""Broadcasts to many people: planned, claimed and sent, beside the barest way to do the same.

    python -m bench.broadcast --people 20000
    python -m bench.broadcast --people 1000000 --rounds 1
    python -m bench.broadcast --people 20000 --server

One JSON line a case; every case checks its own results, and whatever is compared runs in one run.

- Planning is the product's planner over a database of so many subscribers, beside one
  INSERT … SELECT into a table with a unique key and an index of what is pending.
- Claiming is the oldest 500 who are due, with a tenth and with nine tenths of them done,
  beside one UPDATE of that table.
- Sending is `convivio run` with a webhook channel, and `convivio broadcast start`; beside it a
  bare aiohttp client posts the same bytes, 16 at once. Meanwhile somebody writes five times a
  second: their answers come within so many milliseconds. It is done for a few people first: the
  memory that many more of them take is told against that.

With `--server` there is only the sending, over a PostgreSQL that is started for it.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.broadcast_drain import SECRET, drain_case
from bench.broadcast_people import read_library, write_brand
from bench.broadcast_plan import claim_case, plan_case
from tests.databases.packaged import serving


def cases(options: argparse.Namespace, home: Path) -> Iterator[dict[str, object]]:
    """Run every case, or those that are for a server."""
    people = options.sent or options.people
    if options.server:
        with serving(home / "data", "base", "every") as urls:
            yield from drain_case(home, options.base, people, urls)
        return
    library = read_library(write_brand(home / "brand", "http://127.0.0.1:9/in"), SECRET)
    yield plan_case(home, library, options.people, options.rounds)
    yield claim_case(home, options.people)
    for path in home.glob("*.db*"):
        path.unlink()
    places = [f"sqlite:///{home / name}.db" for name in ("base", "every")]
    yield from drain_case(home, options.base, people, places)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases and print one JSON line each."""
    parser = argparse.ArgumentParser(prog="python -m bench.broadcast", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="who subscribe")
    parser.add_argument("--sent", type=int, help="whom to send to, where not to all of them")
    parser.add_argument("--base", type=int, default=10_000, help="whom to send to first")
    parser.add_argument("--rounds", type=int, default=3, help="of planning; the best counts")
    parser.add_argument("--server", action="store_true", help="over PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        for line in cases(parser.parse_args(arguments), Path(folder)):
            print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
