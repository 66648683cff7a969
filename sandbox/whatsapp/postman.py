"""Posting what happens to the Callback URL: signed, in batches, again until it is taken."""

import asyncio
import hashlib
import hmac
import random
from collections import deque
from contextlib import suppress
from typing import Final, assert_never

import aiohttp
import msgspec
from msgspec import Struct

from sandbox.faults import Answer, BreakOff, Delay, Faults, Hang, Reset
from sandbox.whatsapp.refusals import TITLES
from sandbox.whatsapp.world import Json, Number, World

SIGNATURE: Final = "X-Hub-Signature-256"
POSTING: Final = "webhook"
"""The name under which faults are ordered for posts."""

FIRST_PAUSE_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 5.0
"""What is not taken is posted again after a pause that doubles; Meta does so for seven days."""

_TIMEOUT = aiohttp.ClientTimeout(total=20)
_TAKEN = 200

_Key = tuple[str, str]
"""A number, and the person whom something concerns."""


class Manner(Struct):
    """How things are posted: so many updates in one post, so often, perhaps in another order."""

    together: int = 1
    repeats: int = 0
    shuffled: bool = False
    statuses: bool = True


class Post(Struct):
    """One post as it is told afterwards; `status` is None where no answer came."""

    number: str
    body: Json
    status: int | None


class Postman:
    """Posts what numbers are told.

    Args:
        world: whose numbers they are.
        faults: what shall go wrong with posts.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._lines: dict[_Key, deque[Json]] = {}
        self._begun: asyncio.Queue[tuple[Number, _Key]] = asyncio.Queue()
        self._chance = random.Random(7)  # noqa: S311 - an order that can be had again
        self.manner = Manner()
        self.posts: deque[Post] = deque(maxlen=10_000)
        self.confirmed = 0
        """How many messages of people the receiver has taken."""

    def message(self, number: Number, name: str, message: Json) -> None:
        """Tell what a person did."""
        person = str(message["from"])
        contact = {"profile": {"name": name}, "wa_id": person}
        self._tell(number, person, {"contacts": [contact], "messages": [message]})

    def status(
        self, number: Number, message: str, to: str, data: str | None, code: int | None
    ) -> None:
        """Tell what became of a message: where a number says why, it failed."""
        if not self.manner.statuses:
            return
        for state in ("sent", "delivered") if code is None else ("failed",):
            told: Json = {
                "id": message,
                "status": state,
                "timestamp": str(int(self._world.now())),
                "recipient_id": to,
            }
            if data is not None:
                told["biz_opaque_callback_data"] = data
            if code is not None:
                told["errors"] = [{"code": code, "title": TITLES.get(code, "Error")}]
            self._tell(number, to, {"statuses": [told]})

    async def run(self) -> None:
        """Post until cancelled: what concerns one person in its order, beside all others."""
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT, connector=connector) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                number, key = await self._begun.get()
                group.create_task(self._serve(session, number, key))

    async def _serve(self, session: aiohttp.ClientSession, number: Number, key: _Key) -> None:
        line = self._lines[key]
        while line:
            await self._bring(session, number, self._batch(line))
        del self._lines[key]

    def _tell(self, number: Number, person: str, value: Json) -> None:
        key = (number.id, person)
        if key in self._lines:
            self._lines[key].append(value)
        else:
            self._lines[key] = deque([value])
            self._begun.put_nowait((number, key))

    def _batch(self, line: deque[Json]) -> list[Json]:
        """Take what goes in one post."""
        values = [line.popleft() for _ in range(min(len(line), self.manner.together))]
        if self.manner.shuffled:
            self._chance.shuffle(values)
        return values

    async def _bring(
        self, session: aiohttp.ClientSession, number: Number, values: list[Json]
    ) -> None:
        """Post a batch until it is taken, and as often again as was ordered."""
        if number.callback is None or not number.subscribed:
            return
        body = msgspec.json.encode(_envelope(number, values))
        pause = FIRST_PAUSE_SECONDS
        while not await self._try(session, number, body):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self.confirmed += sum("messages" in value for value in values)
        for _ in range(self.manner.repeats):
            await self._try(session, number, body)

    async def _try(self, session: aiohttp.ClientSession, number: Number, body: bytes) -> bool:
        """Post once, or let go wrong what was ordered; say whether it was taken."""
        fault = self._faults.next(POSTING, {"number": number.id})
        match fault:
            case None:
                return await self._post(session, number, body)
            case Answer():
                return False
            case Delay(seconds=seconds):
                await asyncio.sleep(seconds)
                return await self._post(session, number, body)
            case Hang(after=after) | Reset(after=after) | BreakOff(after=after):
                if after:
                    await self._post(session, number, body)
                return False
            case _:
                assert_never(fault)

    async def _post(self, session: aiohttp.ClientSession, number: Number, body: bytes) -> bool:
        signature = hmac.digest(number.secret.encode(), body, hashlib.sha256).hex()
        headers = {"Content-Type": "application/json", SIGNATURE: f"sha256={signature}"}
        status = None
        with suppress(aiohttp.ClientError, TimeoutError):
            address = number.callback or ""
            async with session.post(address, data=body, headers=headers) as response:
                status = response.status
        self.posts.append(Post(number.id, msgspec.json.decode(body), status))
        return status == _TAKEN


def _envelope(number: Number, values: list[Json]) -> Json:
    metadata = {"display_phone_number": number.shown, "phone_number_id": number.id}
    changes = [
        {
            "field": "messages",
            "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
        }
        for value in values
    ]
    entry = {"id": number.account, "changes": changes}
    return {"object": "whatsapp_business_account", "entry": [entry]}
