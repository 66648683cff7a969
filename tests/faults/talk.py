"""People talk over the webhook channel while the product is killed: nothing lost, nothing twice.

    python -m tests.faults.talk --people 50 --kills 100 --seed 7

The same people say the same lines to the product twice: once undisturbed, once while it is killed
with SIGKILL at random points, requests are cut and the receiver of the answers fails at times.
What everybody read and what the product wrote down must be the same. Prints a certificate (JSON);
exit code 0 means that every promise was kept.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.books import Books, differing, read_books, unfinished
from tests.faults.certificate import (
    Size,
    come_to_rest,
    kills_done,
    log_faults,
    run_program,
    versions,
)
from tests.faults.judge import Group, compare, transcript
from tests.faults.killer import Kills, moments, pull_the_plug
from tests.faults.market import write_market
from tests.faults.people import Crowd, Line, Talk, script
from tests.faults.receiver import CALM, ROUGH, Arrival, Receiver
from tests.product import Product
from tests.signing import new_secret

MODULE = "tests.faults.talk"
SETTLE_SECONDS = 2.0
"""Time for a turn done twice to show itself after the last expected answer."""

WAITING = 4
"""Every so many-th person has their replies in the answer of the request (`?wait=`)."""


@dataclass
class Outcome:
    """What one run left behind."""

    talks: list[Talk]
    arrivals: list[Arrival]
    awaited: list[Arrival]
    spoken: dict[str, list[Group]]
    books: Books
    unfinished: dict[str, int]
    log: str
    exit_code: int
    seconds: float
    kills: Kills
    moods: dict[str, int]


async def _converse(product: Product, receiver: Receiver, talks: list[Talk], size: Size) -> Kills:
    secret = product.environ["SITE_SECRET"]
    dice = random.Random(f"{size.seed}/disturbance")
    crowd = Crowd(product.url, secret, receiver, rough=size.kills > 0)
    happenings = 2 * sum(len(talk.lines) for talk in talks)
    plan = moments(size.kills, happenings, dice)
    kills, _ = await asyncio.gather(
        pull_the_plug(product, receiver.progress, plan, dice), crowd.talk(talks, dice)
    )
    await come_to_rest(product.place, SETTLE_SECONDS if size.kills else 0)
    return kills


async def converse(
    size: Size, scripts: dict[str, tuple[Line, ...]], home: Path, **settings: str
) -> Outcome:
    """Let everybody talk with the product once; `size.kills` 0 is the undisturbed run."""
    secret = new_secret(str(size.seed))
    dice = random.Random(f"{size.seed}/receiver")
    receiver = Receiver(secret, ROUGH if size.kills else CALM, dice)
    await receiver.open()
    brand = write_market(home / "market", receiver.url)
    product = Product(brand, home, SITE_SECRET=secret, **settings)
    talks = [
        Talk(who, lines, waits=number % WAITING == WAITING - 1)
        for number, (who, lines) in enumerate(scripts.items())
    ]
    begun = time.monotonic()
    try:
        product.start()
        await asyncio.to_thread(product.wait_ready)
        kills = await _converse(product, receiver, talks, size)
        seconds = time.monotonic() - begun
        exit_code = await asyncio.to_thread(product.stop)
    finally:
        product.close()
        await receiver.close()
    return Outcome(
        talks=talks,
        arrivals=receiver.arrivals,
        awaited=receiver.awaited,
        spoken={talk.person: transcript(receiver.groups(talk.person)) for talk in talks},
        books=read_books(product.place),
        unfinished=unfinished(product.place),
        log=product.read_log(),
        exit_code=exit_code,
        seconds=seconds,
        kills=kills,
        moods={str(mood): count for mood, count in sorted(receiver.moods.items())},
    )


def _ids(arrivals: Sequence[Arrival]) -> set[str]:
    return {message["id"] for arrival in arrivals for message in arrival.messages}


def _words(outcome: Outcome) -> list[str]:
    return [line.text for talk in outcome.talks for line in talk.lines if line.text]


def promises(disturbed: Outcome, calm: Outcome, secret: str) -> dict[str, int]:
    """Return every count that is 0 where the product kept its promises."""
    return {
        **compare(disturbed.arrivals, disturbed.awaited, disturbed.spoken, calm.spoken),
        "repeats_when_undisturbed": len(calm.arrivals)
        - len({arrival.webhook_id for arrival in calm.arrivals}),
        "posted_although_awaited": len(_ids(calm.awaited) & _ids(calm.arrivals)),
        "never_answered": sum(
            len(calm.spoken[talk.person]) != len(talk.lines) for talk in calm.talks
        ),
        "refused_or_given_up": sum(len(talk.wrong) for talk in disturbed.talks + calm.talks),
        **differing(disturbed.books, calm.books),
        **disturbed.unfinished,
        **log_faults(disturbed.log, _words(disturbed), [secret.removeprefix("whsec_")]),
        "exit_codes_not_zero": (disturbed.exit_code != 0) + (calm.exit_code != 0),
    }


def certificate(size: Size, disturbed: Outcome, calm: Outcome) -> dict[str, Any]:
    """Return the certificate: what was done, what was counted, the verdict."""
    broken = promises(disturbed, calm, new_secret(str(size.seed)))
    return {
        "certificate": "people talk over the webhook channel while the product is killed",
        "command": size.command(MODULE),
        "verdict": "kept" if not any(broken.values()) else "broken",
        "must_be_zero": broken,
        "done": {
            **kills_done(disturbed.kills),
            "people": len(disturbed.talks),
            "messages": sum(len(talk.lines) for talk in disturbed.talks),
            "requests": sum(talk.requests for talk in disturbed.talks),
            "requests_answered_as_duplicates": sum(talk.duplicates for talk in disturbed.talks),
            "people_who_wait_in_the_request": sum(talk.waits for talk in disturbed.talks),
            "answers_in_the_request": len(disturbed.awaited),
            "deliveries": len({arrival.webhook_id for arrival in disturbed.arrivals}),
            "deliveries_with_repeats": len(disturbed.arrivals),
            "receiver_moods": disturbed.moods,
            "seconds": round(disturbed.seconds, 1),
            "seconds_undisturbed": round(calm.seconds, 1),
        },
        "versions": versions("aiohttp", "sqlalchemy"),
    }


def run(size: Size, **settings: str) -> tuple[dict[str, Any], Outcome, Outcome]:
    """Do both runs and return the certificate and what each run left.

    Args:
        size: of both.
        settings: further environment variables of the run that is disturbed.
    """
    people = [f"user-{number}" for number in range(size.people)]
    scripts = {who: script(who, size.visits, size.seed) for who in people}
    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / name for name in ("calm", "disturbed")]
        for home in homes:
            home.mkdir()
        calm_size = Size(size.people, 0, size.visits, size.seed)
        calm = asyncio.run(converse(calm_size, scripts, homes[0]))
        disturbed = asyncio.run(converse(size, scripts, homes[1], **settings))
    return certificate(size, disturbed, calm), disturbed, calm


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""

    def certified(size: Size) -> tuple[dict[str, Any], str]:
        told, disturbed, _ = run(size)
        return told, disturbed.log

    return run_program(MODULE, __doc__, certified, arguments)


if __name__ == "__main__":
    sys.exit(main())
