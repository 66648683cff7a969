"""What the talks over every channel have in common: size, end, and what they certify."""

import platform
import sqlite3
from collections.abc import Iterable
from importlib.metadata import version

from tests.faults.killer import Kills


def log_faults(log: str, words: Iterable[str], secrets: Iterable[str]) -> dict[str, int]:
    """Return what an operator's log must never hold, counted.

    Args:
        log: the product's.
        words: what people wrote; single ones may stand in it by chance.
        secrets: of the channels.
    """
    told = [word for word in set(words) if " " in word and word in log]
    return {
        "tracebacks_in_log": log.count("Traceback"),
        "secrets_in_log": sum(log.count(secret) for secret in secrets),
        "peoples_words_in_log": len(told),
    }


def kills_done(kills: Kills) -> dict[str, float | int | None]:
    """Return what was killed, and how soon it was ready again."""
    ready = sorted(kills.ready_seconds)
    return {
        "kills": kills.done,
        "kills_during_start_up": kills.startup,
        "ready_again_seconds_median": round(ready[len(ready) // 2], 2) if ready else None,
        "ready_again_seconds_worst": round(ready[-1], 2) if ready else None,
    }


def versions(*names: str) -> dict[str, str]:
    """Return the versions of everything that took part."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in ("convivio", *names)},
    }
