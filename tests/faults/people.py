"""Simulated people: what each will say is fixed by the seed, when they can say it is not."""

import asyncio
import contextlib
import json
import random
from dataclasses import dataclass, field

import aiohttp

from tests.faults.receiver import Receiver
from tests.signing import signed_headers

CHOICES = {"buy": "To buy", "talk": "To talk", "look": "To look around"}
WAIT_SECONDS = 5
PATIENCE = 120.0
"""Seconds without any answer after which a person gives up and the run is judged as it is."""


@dataclass(frozen=True)
class Line:
    """One thing that a person does.

    `press` holds the label of a button, `text` what is typed otherwise. `hasty` lines do not wait
    for the answers of earlier ones; `twice` sends the same request a second time afterwards.
    """

    id: str
    text: str | None = None
    press: str | None = None
    hasty: bool = False
    twice: bool = False


def _visit(dice: random.Random, is_last: bool) -> list[tuple[str, str]]:
    """What one visit to the stall is made of: (how, what) pairs, a wrong answer now and then."""
    errand = dice.choice(sorted(CHOICES))
    how = dice.choice(["press", "text"])
    said = [("text", "/stall"), (how, CHOICES[errand])]
    if errand == "talk":
        said.append(("text", f"wool number {dice.randrange(10_000)} & <b>cloth</b> {{7*6}}"))
    if dice.random() < 0.3:
        said.append(("text", "/weather"))
    if dice.random() < 0.3:
        said.append(("text", "rather many"))
    said.append(("text", str(dice.randrange(1000))))
    answer = "Yes" if is_last else "No"
    said.append((dice.choice(["press", "text"]), answer))
    return said


def visit_lines(dice: random.Random, is_last: bool, name: str = "line") -> tuple[Line, ...]:
    """Return the lines of one visit; `name` begins the id of each."""
    in_haste = dice.random() < 0.4
    lines: list[Line] = []
    for how, what in _visit(dice, is_last):
        line_id = f"{name}_{len(lines)}"
        twice = dice.random() < 0.05
        if how == "press" and not in_haste:
            lines.append(Line(line_id, press=what, twice=twice))
        else:
            hasty = in_haste and what != "/stall"
            lines.append(Line(line_id, text=what, hasty=hasty, twice=twice))
    return tuple(lines)


def script(person: str, visits: int, seed: int) -> tuple[Line, ...]:
    """Return all that `person` will do: the same seed gives the same lines and webhook-ids."""
    dice = random.Random(f"{seed}/{person}")
    return tuple(
        line
        for visit in range(visits)
        for line in visit_lines(dice, visit == visits - 1, f"msg_{person}_{visit}")
    )


@dataclass
class Talk:
    """One person's side of the conversation, and what became of it.

    `waits` says that their system asks for the replies in the request (`?wait=`).
    """

    person: str
    lines: tuple[Line, ...]
    waits: bool = False
    acknowledged: int = 0
    requests: int = 0
    duplicates: int = 0
    wrong: list[str] = field(default_factory=list)


class Crowd:
    """Everybody who talks: one task a person, all through one connection pool."""

    def __init__(self, url: str, secret: str, receiver: Receiver, *, rough: bool) -> None:
        self._url = f"{url}/channels/market/site/messages"
        self._secret = secret
        self._receiver = receiver
        self._rough = rough

    async def talk(self, talks: list[Talk], dice: random.Random) -> None:
        """Let everybody say all their lines and hear every answer."""
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(
                *(self._one(session, talk, random.Random(dice.random())) for talk in talks)
            )

    async def _one(self, session: aiohttp.ClientSession, talk: Talk, dice: random.Random) -> None:
        for position, line in enumerate(talk.lines):
            if not line.hasty and not await self._heard(talk, position):
                return
            body = self._body(talk, line)
            await self._send(session, talk, line.id, body, dice)
            talk.acknowledged += 1
            self._receiver.progress.step()
            if line.twice:
                await self._send(session, talk, line.id, body, dice)
        await self._heard(talk, len(talk.lines))

    async def _heard(self, talk: Talk, groups: int) -> bool:
        try:
            await self._receiver.heard(talk.person, groups, PATIENCE)
        except TimeoutError:
            talk.wrong.append(f"gave up waiting for answer {groups}")
            return False
        return True

    def _body(self, talk: Talk, line: Line) -> bytes:
        said: dict[str, str | None] = {"from": talk.person, "name": f"Name of {talk.person}"}
        if line.press is None:
            said["text"] = line.text
        else:
            said["button"] = self._receiver.button(talk.person, line.press)
        return json.dumps(said).encode()

    async def _send(
        self,
        session: aiohttp.ClientSession,
        talk: Talk,
        line_id: str,
        body: bytes,
        dice: random.Random,
    ) -> None:
        """Send one request again and again until it is acknowledged, as a good sender does."""
        query = f"?wait={WAIT_SECONDS}" if talk.waits else ""
        while True:
            hurry = self._rough and dice.random() < 0.05
            timeout = aiohttp.ClientTimeout(total=dice.uniform(0.001, 0.02) if hurry else 10)
            talk.requests += 1
            headers = signed_headers(self._secret, line_id, body)
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with session.post(
                    self._url + query, data=body, headers=headers, timeout=timeout
                ) as answer:
                    if await self._is_taken(talk, line_id, answer):
                        return
            await asyncio.sleep(dice.uniform(0.05, 0.4))

    async def _is_taken(self, talk: Talk, line_id: str, answer: aiohttp.ClientResponse) -> bool:
        """Say whether the request need not be sent again, and hear the replies it may hold."""
        if answer.status in {429, 500, 503}:
            return False
        if answer.status not in {200, 202}:
            talk.wrong.append(f"{line_id}: status {answer.status}")
            return True
        told = await answer.json()
        talk.duplicates += told.get("duplicate") is True
        if answer.status == 200 and talk.waits:
            if told["to"] != talk.person:
                talk.wrong.append(f"{line_id}: the replies of {told['to']}")
            await self._receiver.take_awaited(talk.person, told["messages"])
        return True
