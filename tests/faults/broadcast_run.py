"""The brand speaks first to thousands while it is killed: nobody is lost, nobody hears it twice.

    python -m tests.faults.broadcast_run --people 10000 --kills 200 --seed 7

Eight of ten people are behind a webhook, one is on Telegram and one on Discord, whose own pace
(some 30 and 50 a second) would otherwise take all the time. With `--database postgresql` several
processes share the work, and each kill hits one of them. `convivio broadcast start` begins it
while `convivio run` runs; that is killed with SIGKILL while it plans, while it sends and while it
starts. All the while the database is looked at from outside. Prints a certificate (JSON); exit
code 0 means that every promise was kept.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.faults.broadcast_people import DISCORD_TOKEN, TELEGRAM, TELEGRAM_TOKEN
from tests.faults.broadcast_scene import Outcome, Size, broadcast
from tests.faults.certificate import kills_done, log_faults, versions
from tests.signing import new_secret

MODULE = "tests.faults.broadcast_run"


def promises(size: Size, outcome: Outcome) -> dict[str, int]:
    """Return every count that is 0 where the product kept its promises."""
    looks, said = outcome.looks, outcome.said
    secrets = [new_secret(str(size.seed)).removeprefix("whsec_"), TELEGRAM_TOKEN, DISCORD_TOKEN]
    left = {
        name: count
        for name, count in outcome.unfinished.items()
        if name not in {"deliveries_not_accepted", "incidents"}
    }
    return {
        **dict(outcome.judged.broken),
        "looks_at_parts_that_do_not_sum": looks.not_summing,
        "looks_at_a_plan_that_shrank": looks.plan_shrunk,
        "looks_at_ends_that_were_undone": looks.ends_undone,
        "kills_left_out": size.kills - outcome.kills.done,
        "status_says_otherwise": int(
            (said["status"], said["plan"], said["ended"]) != ("ended", size.people, size.people)
        ),
        **left,
        **log_faults(outcome.log, [one.text for one in size.readers()], secrets),
        "exit_codes_not_zero": sum(code != 0 for code in outcome.exit_codes),
    }


def certificate(size: Size, outcome: Outcome) -> dict[str, Any]:
    """Return the certificate: what was done, what was counted, the verdict."""
    broken = promises(size, outcome)
    seen = outcome.kills_seen
    return {
        "certificate": "the brand speaks first to many while the product is killed",
        "command": " ".join(
            (
                f"python -m {MODULE} --people {size.people} --kills {size.kills}",
                f"--seed {size.seed} --database {size.database} --processes {size.processes}",
            )
        ),
        "verdict": "kept" if not any(broken.values()) else "broken",
        "must_be_zero": broken,
        "unknown": {
            "ended_unknown_on_telegram": outcome.judged.ends[TELEGRAM]["unknown"],
            "of_these_had_come": outcome.judged.unknown_that_came,
            "in_flight_at_the_kills": {
                channel: sum(one.in_flight[channel] for one in seen)
                for channel in outcome.judged.ends
            },
        },
        "done": {
            **kills_done(outcome.kills),
            "kills_while_planning": sum(one.planning for one in seen),
            "people": {
                channel: sum(ends.values()) for channel, ends in outcome.judged.ends.items()
            },
            "webhook_requests": sum(outcome.webhooks.values()),
            "webhook_requests_with_an_id_seen_before": (
                sum(outcome.webhooks.values()) - len(outcome.webhooks)
            ),
            "answers_of_platforms_to_sends": outcome.calls,
            "looks_at_the_parts": outcome.looks.done,
            "looks_while_planning": outcome.looks.while_planning,
            "incidents_reported": outcome.unfinished["incidents"],
            "seconds": round(outcome.seconds, 1),
        },
        "versions": versions("aiohttp", "sqlalchemy", "python-telegram-bot", "discord.py"),
    }


def run(size: Size) -> tuple[dict[str, Any], Outcome]:
    """Do the run and return its certificate and what it left."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(broadcast(size, Path(folder)))
    return certificate(size, outcome), outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog=f"python -m {MODULE}", description=__doc__)
    for name, default in (("people", 10_000), ("kills", 200), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1, help="of which each kill hits one")
    parser.add_argument("--log", type=Path, help="keep the product's log of the run here")
    given = parser.parse_args(arguments)
    if given.database == "sqlite" and given.processes > 1:
        parser.error("one process at a time uses an SQLite file")
    size = Size(given.people, given.kills, given.seed, given.database, given.processes)
    told, outcome = run(size)
    if given.log:
        given.log.write_text(outcome.log)
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 0 if told["verdict"] == "kept" else 1


if __name__ == "__main__":
    sys.exit(main())
