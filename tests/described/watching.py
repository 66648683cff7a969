"""Every request that stand-ins get in tests is held against what the platform says of itself.

In each process that a stand-in runs in, `watch` is its witness (`sandbox.witness`). What does not
fit is written to the file that one variable names, what was seen at all to that of another.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol

from sandbox.witness import Witnessed
from tests.described.descriptions import BOT_API, MISFITS, OPENAPI, SEEN, absence

WATCHER = f"{__name__}:watch"

DESCRIPTIONS: Mapping[str, str] = {"telegram": BOT_API, "discord": OPENAPI}


class Description(Protocol):
    """What a platform says of the requests that it takes."""

    def faults(self, request: Witnessed) -> Iterator[str]:
        """Yield what of a request does not fit."""
        ...


_unwatched = threading.Event()


@contextmanager
def unwatched() -> Iterator[None]:
    """Let anything be asked of the stand-ins of this process."""
    _unwatched.set()
    try:
        yield
    finally:
        _unwatched.clear()


def watch(request: Witnessed) -> None:
    """Write down a request that does not fit, and each name when it is seen first."""
    if _unwatched.is_set():
        return
    _append_once(os.environ.get(SEEN), f"{request.platform}: {request.name}")
    for fault in _description(request.platform).faults(request):
        _append(os.environ.get(MISFITS), f"{request.platform}: {request.name}: {fault}")


@cache
def _description(platform: str) -> Description:
    if platform == "telegram":
        from tests.described.bot_api import BotApi  # noqa: PLC0415 - most tests ask nobody

        return BotApi()
    from tests.described.discord_rest import Rest  # noqa: PLC0415 - the same

    return Rest()


def _append(path: str | None, line: str) -> None:
    if path is not None:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


_append_once = cache(_append)


def take_misfits() -> list[str]:
    """Return what did not fit since the last time, and forget it."""
    file = Path(os.environ[MISFITS])
    if not file.stat().st_size:
        return []
    found = file.read_text(encoding="utf-8").splitlines()
    file.write_text("", encoding="utf-8")
    return found


def summed_up() -> list[str]:
    """Return what was seen, a line for each platform that was asked anything."""
    if reason := absence(*DESCRIPTIONS.values()):
        return [f"No request was held against what is {reason}."]
    seen = sorted({*Path(os.environ[SEEN]).read_text(encoding="utf-8").splitlines()})
    return [line for platform in DESCRIPTIONS for line in _about(platform, seen)]


def _about(platform: str, seen: list[str]) -> Iterator[str]:
    names = [line.partition(": ")[2] for line in seen if line.startswith(f"{platform}: ")]
    if names:
        kinds = f"{len(names)} kinds of request: {', '.join(names)}"
        yield f"Held against {DESCRIPTIONS[platform]}: {kinds}"
