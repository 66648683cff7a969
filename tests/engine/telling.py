"""A stage for what is emitted: the brand's own system, as it is and as it fails, and a clock."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.brand.brand import Brand
from bot.core.ids import BrandId, ChannelName, PersonId, derive
from bot.core.text import Text
from bot.engine.emissions.emitting import Emitting
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.emissions import (
    DeadEmission,
    EmissionRow,
    EmissionStatus,
    add_emissions,
    dead_emissions,
)
from bot.store.moments import to_moment

OLD = "whsec_c2VjcmV0LW9mLXRoZS1zaXRlLWNoYW5uZWw="
NEW = "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLXRlc3Rz"
ACME = BrandId("acme")
BEGIN = datetime(2026, 7, 7, 10, 0, tzinfo=UTC)

Answer = Callable[[web.Request], "int | web.Response"]


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Receiver:
    """The brand's own system; it checks what comes by the formula of the standard alone."""

    def __init__(self) -> None:
        self.secrets = [NEW]
        self.answers: list[int | web.Response | str] = []
        self.by_person: dict[str, int] = {}
        self.default = 204
        self.got: list[tuple[str, bytes]] = []
        self.under_way = self.most_under_way = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.url = ""

    @property
    def names(self) -> list[str]:
        return [json.loads(body)["event"] for _, body in self.got]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.check(request, body)
        self.got.append((request.headers["webhook-id"], body))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await self.gate.wait()
        finally:
            self.under_way -= 1
        return await self.answer(request, json.loads(body)["person"]["id"])

    async def answer(self, request: web.Request, person: str) -> web.Response:
        answer = self.answers.pop(0) if self.answers else self.by_person.get(person, self.default)
        match answer:
            case "hang":
                await asyncio.sleep(60)
            case "reset":
                assert request.transport is not None
                request.transport.abort()
            case int():
                return web.Response(status=answer)
            case web.Response():
                return answer
        return web.Response()

    def check(self, request: web.Request, body: bytes) -> None:
        headers = request.headers
        assert request.content_type == "application/json"
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in self.secrets]
        expected = [base64.b64encode(hmac.digest(key, signed, hashlib.sha256)) for key in keys]
        assert headers["webhook-signature"] == " ".join(f"v1,{one.decode()}" for one in expected)


class Telling:
    """A store, the emitting over it, and a receiver; turns are played by writing their rows."""

    def __init__(self, store: Store, receiver: Receiver) -> None:
        self.store = store
        self.receiver = receiver
        self.clock = Clock()
        self.steady: Clock | None = None
        self.emitting = self.make()
        self.seq = 0

    def make(self) -> Emitting:
        to = {"url": self.receiver.url, "secret": list(self.receiver.secrets)}
        brand = Brand(ACME, Text("Acme"), ("en",), "UTC", events_to=to)
        return Emitting(self.store, [brand], self.clock, self.steady)

    async def restart(self) -> None:
        await self.emitting.stop(0)
        self.emitting = self.make()
        await self.emitting.start()

    def look(self) -> None:
        for brand in self.emitting.brands:
            self.emitting.look_at(brand)

    async def emit(self, *names: str, who: str = "ada", status: EmissionStatus = "pending") -> None:
        await self.store.run(lambda found: add_emissions(found, self.rows(names, who, status)))
        self.look()

    def rows(self, names: tuple[str, ...], who: str, status: EmissionStatus) -> list[EmissionRow]:
        at, rows = to_moment(self.clock()), []
        for name in names:
            self.seq += 1
            rows.append(
                EmissionRow(
                    brand=ACME,
                    id=derive("event", "emit", self.seq),
                    seq=self.seq,
                    name=name,
                    person=PersonId(f"person-{who}"),
                    channel=ChannelName("site"),
                    external_id=who,
                    data='{"number":"4711"}',
                    status=status,
                    at=at,
                )
            )
        return rows

    async def later(self, seconds: float) -> None:
        self.clock.move(seconds)
        self.look()
        await self.emitting.idle()

    async def got(self, number: int) -> None:
        async with asyncio.timeout(5):
            while len(self.receiver.got) < number:
                await asyncio.sleep(0.005)

    async def statuses(self) -> list[str]:
        def unit(connection: Connection) -> list[str]:
            rows = connection.exec_driver_sql("SELECT status FROM emissions ORDER BY seq")
            return [row[0] for row in rows]

        return await self.store.run(unit)

    async def incidents(self) -> list[str]:
        def unit(connection: Connection) -> list[str]:
            rows = connection.exec_driver_sql("SELECT place, reason FROM incidents ORDER BY at")
            return [f"{place} {reason}" for place, reason in rows]

        return await self.store.run(unit)

    async def dead(self) -> list[DeadEmission]:
        return await self.store.run(lambda found: dead_emissions(found, ACME))


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/in", receiver.take)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    receiver.url = f"http://{host}:{port}/in"
    try:
        yield
    finally:
        await runner.cleanup()
