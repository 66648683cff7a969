"""Whoever lets the network and the platforms fail: at random, while people talk."""

import random
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.platforms.discord import Discord
from tests.platforms.telegram import Telegram

if TYPE_CHECKING:
    from tests.platforms.control import Control

SENDS = {"telegram": "sendMessage", "discord": "POST channels/{id}/messages"}
EVERY = 8
"""Of so many messages about one is hurt."""

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
KINDS = ("429", "500", "cut after", "cut before", "hang after", "poll cut", "session lost")


class Troubles:
    """Orders what goes wrong; `done` counts it by kind."""

    def __init__(self, telegram: Telegram, discord: Discord, dice: random.Random) -> None:
        self.done: Counter[str] = Counter()
        self._controls: dict[str, Control] = {
            "telegram": telegram.control,
            "discord": discord.control,
        }
        self._dice = dice

    async def one(self) -> None:
        """Let one more thing go wrong."""
        platform = self._dice.choice(sorted(SENDS))
        kind = self._dice.choice(KINDS)
        # One at a time: what nobody ran into must not pile up for one who then never gets through.
        await self._controls[platform].clear_faults()
        self.done[kind] += 1
        match kind:
            case "429":
                await self._send(platform, _answer(429, LIMITED[platform]))
            case "500":
                await self._send(platform, _answer(500, BROKEN[platform]))
            case "cut after" | "cut before":
                await self._send(platform, {"type": "reset", "after": kind == "cut after"})
            case "hang after":
                seconds = self._dice.uniform(0.1, 1.0)
                await self._send(platform, {"type": "hang", "seconds": seconds, "after": True})
            case "poll cut":
                await self._controls["telegram"].order(
                    "getUpdates", {"type": "reset", "after": True}
                )
            case _:
                await self._lose_session()

    async def _send(self, platform: str, fault: dict[str, Any]) -> None:
        await self._controls[platform].order(SENDS[platform], fault)

    async def _lose_session(self) -> None:
        control = self._controls["discord"]
        forget = self._dice.random() < 0.5
        await control.post("gateway", action="drop", token=control.token, forget=forget)


def _answer(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"type": "answer", "status": status, "body": body}
