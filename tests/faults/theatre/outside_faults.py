"""What goes wrong outside: platforms that refuse, networks that cut, gateways that close."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from tests.faults.receiver import CALM, Mood
from tests.faults.theatre.fault import Act, Fault
from tests.faults.theatre.stage import Stage

Make = Callable[[str, random.Random], dict[str, Any]]

SENDS = {"telegram": "sendMessage", "discord": "POST channels/{id}/messages"}
LIMITED: dict[str, dict[str, Any]] = {
    "telegram": {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    },
    "discord": {"message": "You are being rate limited.", "retry_after": 0.5, "global": False},
}
BROKEN: dict[str, dict[str, Any]] = {
    "telegram": {"ok": False, "error_code": 500, "description": "Internal Server Error"},
    "discord": {"message": "", "code": 0},
}

REPEATS = 3


def _limited(platform: str, dice: random.Random) -> dict[str, Any]:
    return {"type": "answer", "status": 429, "body": LIMITED[platform]}


def _broken(platform: str, dice: random.Random) -> dict[str, Any]:
    return {"type": "answer", "status": dice.choice((500, 502)), "body": BROKEN[platform]}


def _half(platform: str, dice: random.Random) -> dict[str, Any]:
    return {"type": "answer", "status": 200, "text": '{"ok": true, "resu'}


def _cut(platform: str, dice: random.Random) -> dict[str, Any]:
    return {"type": "reset", "after": dice.random() < 0.5}


def _mute(platform: str, dice: random.Random) -> dict[str, Any]:
    return {"type": "hang", "seconds": dice.uniform(0.1, 2), "after": dice.random() < 0.5}


@asynccontextmanager
async def _sends(
    platform: str, make: Make, stage: Stage, dice: random.Random
) -> AsyncIterator[None]:
    """Hurt the next few messages to a platform."""
    control = stage.telegram.control if platform == "telegram" else stage.discord.control
    await control.order(SENDS[platform], make(platform, dice), times=dice.randrange(1, REPEATS + 1))
    yield
    await control.clear_faults()


@asynccontextmanager
async def _polls(stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """Cut the next polls or posts, some once their updates have been given."""
    control, where = stage.telegram.control, "webhook" if stage.programme.webhook else "getUpdates"
    await control.order(where, _cut("telegram", dice), times=dice.randrange(1, REPEATS + 1))
    yield
    await control.clear_faults()


@asynccontextmanager
async def _mood(mood: Mood, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """Let the receiver of webhooks be like this half of the time."""
    stage.letterbox.be({"fine": 0.5, mood: 0.5})
    yield
    stage.letterbox.be(CALM)


def _on_platforms(name: str, make: Make) -> list[Fault]:
    return [
        Fault(f"{name} on {platform}", frozenset({platform}), (0.5, 4), _to(platform, make))
        for platform in sorted(SENDS)
    ]


def _to(platform: str, make: Make) -> Act:
    return partial(_sends, platform, make)


def floods(stage: Stage) -> list[Fault]:
    """Return how platforms say that it is too much."""
    site = Fault("busy site", frozenset({"site"}), (1, 4), partial(_mood, "busy"))
    return [*_on_platforms("429", _limited), site]


def resets(stage: Stage) -> list[Fault]:
    """Return how networks and servers fail."""
    moods: tuple[Mood, ...] = ("error", "hang", "cut")
    return [
        *_on_platforms("5xx", _broken),
        *_on_platforms("half an answer", _half),
        *_on_platforms("cut", _cut),
        *_on_platforms("no answer", _mute),
        Fault("polls cut", frozenset({"telegram"}), (0.5, 4), _polls),
        *(Fault(f"site: {one}", frozenset({"site"}), (1, 4), partial(_mood, one)) for one in moods),
    ]


@asynccontextmanager
async def _gateway(
    orders: dict[str, Any], stage: Stage, dice: random.Random
) -> AsyncIterator[None]:
    control = stage.discord.control
    if orders["action"] in {"drop", "close"}:
        orders = orders | {"forget": dice.random() < 0.5}
    await control.post("gateway", token=control.token, **orders)
    yield


def gateway(stage: Stage) -> list[Fault]:
    """Return what Discord's gateway does to its connections."""
    orders: dict[str, dict[str, Any]] = {
        "gateway drops": {"action": "drop"},
        "gateway closes": {"action": "close", "code": 4000},
        "gateway asks to come again": {"action": "reconnect"},
        "gateway forgets": {"action": "invalid", "resumable": False},
        "gateway refuses": {"action": "refuse", "times": 2, "status": 503},
    }
    return [
        Fault(name, frozenset({"gateway"}), (1, 3), partial(_gateway, order))
        for name, order in orders.items()
    ]


@asynccontextmanager
async def _again(stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    """Let what some people have said come once more, after what they said later."""
    for person in stage.somebody(dice, 5):
        await person.again(dice)
    yield


def repeats(stage: Stage) -> list[Fault]:
    """Return how updates come twice, and late."""
    return [Fault("late repeats", frozenset({"repeats"}), (0, 0.1), _again)]
