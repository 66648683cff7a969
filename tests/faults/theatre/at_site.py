"""People behind a system that speaks to a webhook channel, and the address of their answers."""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp

from tests.faults.people import Line
from tests.faults.receiver import CALM, Arrival, Mood, Receiver
from tests.faults.theatre.hearing import Hearing, as_heard
from tests.faults.theatre.person import Again, Company, GaveUpError, Person
from tests.faults.theatre.processes import Processes
from tests.signing import signed_headers

WAIT_SECONDS = 5
ANSWER_SECONDS = 8.0
IMPATIENT = 0.03
"""How often a request is cut by whoever sends it, before its answer can have come."""

AGAIN = {401, 429, 500, 502, 503}
"""Answers after which a good sender tries again: 401 where our clocks differ for a while."""


class Letterbox(Receiver):
    """Where answers are delivered: `moods` may be changed while it is open."""

    def __init__(self, secret: str, hearing: Hearing, dice: random.Random) -> None:
        super().__init__(secret, CALM, dice)
        self._hearing = hearing
        self._came: dict[str, Arrival] = {}
        """What came, by the id of its first message."""

    def be(self, moods: dict[Mood, float]) -> None:
        """Answer like this from now on."""
        self._weights = moods

    def _show(self, arrival: Arrival) -> None:
        self._came[arrival.messages[0]["id"]] = arrival
        self._hear(arrival.to, arrival.messages)

    def answer(self, person: str, messages: Sequence[dict[str, Any]]) -> None:
        """Let somebody hear what was the answer to their request, also if it came here before."""
        came = [self._came[message["id"]] for message in messages if message["id"] in self._came]
        for one in came:
            number = len(self.arrivals)
            self.arrivals.append(replace(one, number=number, mood="taken otherwise"))
        self._hear(person, messages)

    def _hear(self, person: str, messages: Sequence[dict[str, Any]]) -> None:
        for message in messages:
            self._hearing.hear(f"site/{person}", as_heard(message))


class AtSite(Person):
    """Somebody behind a webhook; every fourth has their answers in the request."""

    channel = "site"

    def __init__(  # noqa: PLR0917 - all that somebody is made of
        self,
        account: str,
        company: Company,
        dice: random.Random,
        session: aiohttp.ClientSession,
        processes: Processes,
        letterbox: Letterbox,
        secret: str,
    ) -> None:
        super().__init__(account, company, dice)
        self._session = session
        self._processes = processes
        self._letterbox = letterbox
        self._secret = secret
        self._query = f"?wait={WAIT_SECONDS}" if dice.random() < 0.25 else ""
        # An answer comes at once, though one that was not taken in its request is still on its way.
        self.listens_first = bool(self._query)

    async def _say(self, name: str, line: Line) -> Again:
        body = self._body(line)
        await self._send(name, body)
        return partial(self._repeat, name, body)

    async def _repeat(self, name: str, body: bytes) -> None:
        told = await self._send(name, body)
        if not told.get("duplicate"):
            self.wrong.append(f"{name} came again and was taken for new")

    def _body(self, line: Line) -> bytes:
        said: dict[str, str | None] = {"from": self.account, "name": "Ada"}
        if line.press is None:
            said["text"] = line.text
        else:
            newest = self._company.hearing.newest_with(self.where, line.press)
            said["button"] = newest.buttons[line.press]
        return json.dumps(said).encode()

    async def _send(self, name: str, body: bytes) -> dict[str, Any]:
        """Send one request again and again until it is taken, as a good sender does."""
        begun = time.monotonic()
        while self._company.has_patience(begun):
            hurry = self._dice.random() < IMPATIENT
            seconds = self._dice.uniform(0.001, 0.02) if hurry else ANSWER_SECONDS
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError, ValueError):
                told = await self._try(name, body, seconds)
                if told is not None:
                    return told
            await asyncio.sleep(self._dice.uniform(0.05, 0.4))
        raise GaveUpError(f"{name} was never taken")

    async def _try(self, name: str, body: bytes, seconds: float) -> dict[str, Any] | None:
        url = f"{self._processes.url}/channels/market/site/messages{self._query}"
        headers = signed_headers(self._secret, f"{self.account}_{name}", body)
        timeout = aiohttp.ClientTimeout(total=seconds)
        async with self._session.post(url, data=body, headers=headers, timeout=timeout) as answer:
            if answer.status in AGAIN:
                return None
            if answer.status not in {200, 202}:
                raise GaveUpError(f"{name}: status {answer.status}")
            told: dict[str, Any] = await answer.json()
        if "messages" in told:  # a repeat whose turn was not over in time is answered without
            self._letterbox.answer(told["to"], told["messages"])
        return told
