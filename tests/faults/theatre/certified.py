"""What a performance proves: the counts, what they rest on, and the verdict."""

from collections.abc import Mapping
from typing import Any

from tests.faults.certificate import log_faults, versions
from tests.faults.theatre.play import DISCORD_TOKEN, TELEGRAM_TOKEN, Outcome
from tests.faults.theatre.verdict import CHANNELS, RECOGNISES, TOLD, compare_books, compare_people
from tests.faults.webhook_judge import LATE, arrivals_judged, out_of_order


def certificate(outcome: Outcome) -> dict[str, Any]:
    """Return the certificate of a performance."""
    programme = outcome.stage.programme
    verdict = compare_people(outcome.people, outcome.sent)
    books, unlike = compare_books(outcome.people, outcome.books)
    counts = {channel: dict(verdict.counts[channel]) for channel in CHANNELS}
    broken = _must_be_zero(outcome, counts) | books
    return {
        "certificate": "people talk over every channel while things go wrong",
        "command": programme.command(),
        "verdict": "broken" if any(broken.values()) else "kept",
        "sizes": {
            "database": programme.database,
            "processes": programme.processes,
            "encrypted": programme.encrypt,
            "seconds": round(outcome.seconds, 1),
            "turns_a_second": round(
                sum(one["said"] for one in counts.values()) / outcome.seconds, 1
            ),
        },
        "channels": counts,
        "seconds_until_an_answer": _waits(outcome),
        "must_be_zero": broken,
        "faults": dict(sorted(outcome.director.done.items())),
        "details": dict(outcome.stage.details)
        | _starts(outcome)
        | {"in_flight_at_the_kills": outcome.stage.in_flight},
        "seen": outcome.samples.told(),
        "violations": (
            verdict.violations + unlike + outcome.samples.without_cause + _disorders(outcome)
        )[:TOLD],
        "versions": versions(
            "aiohttp", "sqlalchemy", "psycopg", "python-telegram-bot", "discord.py"
        ),
    }


def total(counts: Mapping[str, Mapping[str, int]], name: str) -> int:
    """Return what is counted on all channels together."""
    return sum(one[name] for one in counts.values())


def _must_be_zero(outcome: Outcome, counts: dict[str, dict[str, int]]) -> dict[str, int]:
    processes = outcome.stage.processes.all
    secrets = [
        outcome.stage.programme.secret.removeprefix("whsec_"),
        *filter(None, [outcome.stage.programme.key]),
        TELEGRAM_TOKEN,
        DISCORD_TOKEN,
    ]
    words = [message for person in outcome.people for message, _ in person.heard]
    kills_alone = set(outcome.stage.programme.faults) <= {"kills"}
    beyond = total(counts, "unknown") - outcome.stage.in_flight if kills_alone else 0
    webhooks = arrivals_judged(outcome.arrivals)
    if outcome.director.done["SIGSTOP"] and len(processes) > 1:
        # Stopped between its last look at its lease and the send: the id tells that it is no news.
        outcome.stage.details[LATE] += webhooks.pop(LATE)
    return {
        "lost": total(counts, "lost"),
        "reordered_or_unlike": total(counts, "reordered_or_unlike"),
        "doubled_without_doubt": total(counts, "doubled_without_doubt"),
        "doubled_where_recognised": sum(counts[one]["doubled"] for one in RECOGNISES),
        "unknown_beyond_in_flight": max(0, beyond),
        "gave_up": total(counts, "gave_up"),
        **webhooks,
        **{name: count for name, count in outcome.unfinished.items() if name != "incidents"},
        **log_faults(outcome.log, words, secrets),
        "words_in_clear": len(outcome.readable_in),
        "errors_without_a_cause": len(outcome.samples.without_cause),
        "processes_that_ended_by_themselves": sum(one.ended_by_itself for one in processes),
        "exit_codes_not_zero": sum(code != 0 for one in processes for code in one.exit_codes),
    }


def _disorders(outcome: Outcome) -> list[dict[str, Any]]:
    """Return what came to the site out of its order, each with what came to the person before."""
    told = []
    for what, arrival in out_of_order(outcome.arrivals):
        before = [
            (one.number, one.webhook_id, one.mood)
            for one in outcome.arrivals[: arrival.number + 1]
            if one.to == arrival.to
        ]
        told.append({"what": what, "account": arrival.to, "came": before[-5:]})
    return told


def _waits(outcome: Outcome) -> dict[str, Any]:
    """Return how long people waited for what they had to hear before they said more."""
    waits = sorted(outcome.waits)
    seconds = [round(wait, 2) for wait, _ in waits]
    return {
        "median": seconds[len(seconds) // 2],
        "of_a_hundred_the_last": seconds[len(seconds) * 99 // 100],
        "longest": [(round(wait), where) for wait, where in waits[:-4:-1]],
    }


def _starts(outcome: Outcome) -> dict[str, Any]:
    processes = outcome.stage.processes.all
    ready = sorted(seconds for one in processes for seconds in one.ready_seconds)
    return {
        "starts": len(ready),
        "starts_refused_for_the_database": sum(one.starts_refused for one in processes),
        "ready_seconds_median": round(ready[len(ready) // 2], 2),
        "ready_seconds_worst": round(ready[-1], 2),
    }
