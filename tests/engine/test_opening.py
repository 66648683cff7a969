"""A platform that is down at the start leaves its own channel hindered, and nobody else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
from acting import BRAND, Clock, Platform

from bot import app
from bot.brand.brand import Brand, Channel
from bot.channels.contract import ChannelSettings, Intake, LastSpoken, Recall
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import ChannelName
from bot.dialogue.publishing.library import Library
from bot.engine import opening
from bot.engine.opening import Opening
from bot.store.database import open_store
from tests.eventually import eventually

SECRET = "a-token-that-nobody-may-see"
DOWN = ChannelSettings(BRAND, ChannelName("down"), "down")
FINE = ChannelSettings(BRAND, ChannelName("fine"), "fine")


class Listener(Platform):
    """A channel that is told how to open, and what hinders it afterwards."""

    def __init__(self, *tries: Callable[[], object]) -> None:
        super().__init__()
        self.tries = list(tries)
        self.opened = 0
        self.closed = 0
        self.hindered: str | None = None
        self.recall: Recall | None = None
        self.last_spoken: LastSpoken | None = None
        self.order: list[str] = []

    def remember(self, recall: Recall) -> None:
        self.recall = recall
        self.order.append("remember")

    def ask_when(self, last_spoken: LastSpoken) -> None:
        self.last_spoken = last_spoken
        self.order.append("ask when")

    def hindrance(self) -> str | None:
        return self.hindered

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:  # type: ignore[override]
        self.order.append("open")
        self.opened += 1
        if self.tries:
            result = self.tries.pop(0)()
            if asyncio.iscoroutine(result):
                await result

    async def close(self) -> None:
        self.closed += 1


def refuse() -> None:
    raise ConnectionError(f"cannot reach https://example.org/bot{SECRET}")


async def hang() -> None:
    await asyncio.sleep(3600)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "FIRST_DELAYS", (0.01,))
    monkeypatch.setattr(opening, "LATER_DELAY", 0.01)
    monkeypatch.setattr(opening, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(app, "OPENING_SECONDS", 0.1)


async def no_intake(*_: object) -> list[object]:
    return []


@pytest.fixture
async def make_opening() -> AsyncIterator[Callable[[Listener], Opening]]:
    made: list[Opening] = []

    def make(adapter: Listener) -> Opening:
        async def opened() -> None:
            adapter.order.append("opened")

        recovered = partial(adapter.order.append, "recovered")
        made.append(Opening(DOWN, adapter, no_intake, opened, recovered))  # type: ignore[arg-type]
        made[-1].begin()
        return made[-1]

    yield make
    for one in made:
        await one.close()


async def test_a_channel_is_opened_again_until_it_opens(make_opening, caplog):
    adapter = Listener(refuse, refuse)
    one = make_opening(adapter)
    assert one.hindrance() is not None
    await eventually(lambda: one.is_open)
    await eventually(lambda: adapter.order[:4] == ["open"] * 3 + ["opened"])
    assert one.hindrance() is None
    assert adapter.closed == 2
    assert SECRET not in caplog.text


async def test_a_try_that_hangs_is_ended_and_begun_anew(make_opening, monkeypatch):
    monkeypatch.setattr(opening, "OPEN_SECONDS", 0.02)
    adapter = Listener(hang)
    one = make_opening(adapter)
    await eventually(lambda: one.is_open)
    assert adapter.opened == 2


async def test_each_change_is_told_once_and_without_secrets(make_opening, caplog):
    caplog.set_level(logging.INFO)
    adapter = Listener(*([refuse] * 50))
    one = make_opening(adapter)
    await eventually(lambda: "ConnectionError" in caplog.text)
    await eventually(lambda: one.is_open)
    await eventually(lambda: "no longer hindered" in caplog.text)
    adapter.hindered = "another process polls this bot (409)"
    await eventually(lambda: "another process" in caplog.text)
    adapter.hindered = None
    await eventually(lambda: caplog.text.count("no longer hindered") == 2)
    assert adapter.order.count("recovered") == 2
    told = [record.getMessage() for record in caplog.records]
    assert [line for line in told if "ConnectionError" in line] == [
        (
            "channel is hindered brand=fair channel=down "
            "reason='it cannot be opened (ConnectionError); tried again all the time'"
        )
    ]
    assert sum("another process" in line for line in told) == 1
    assert SECRET not in caplog.text


async def test_a_channel_that_cannot_say_how_it_fares_harms_nobody(make_opening):
    adapter = Listener()
    one = make_opening(adapter)
    await eventually(lambda: one.is_open)
    adapter.hindrance = refuse  # type: ignore[method-assign,assignment]
    assert one.hindrance() == "it cannot say how it fares (ConnectionError)"


async def test_what_hangs_at_its_end_does_not_keep_us(make_opening, monkeypatch, caplog):
    monkeypatch.setattr(opening, "CLOSE_SECONDS", 0.02)
    adapter = Listener()
    one = make_opening(adapter)
    await eventually(lambda: one.is_open)
    adapter.close = hang  # type: ignore[method-assign]
    await asyncio.wait_for(one.close(), 1)
    assert "cannot be closed" in caplog.text


@pytest.fixture
def library() -> Library:
    channels = {one.name: Channel(one.name, one.adapter) for one in (DOWN, FINE)}
    return Library(Brand(BRAND, "Fair", ("en",), "Europe/Rome", channels), {})


@pytest.mark.parametrize("trouble", [hang, refuse])
async def test_the_product_starts_without_a_platform_that_is_down(
    library: Library, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[], object], tmp_path: Path
):
    monkeypatch.setattr(opening, "OPEN_SECONDS", 0.1)
    adapters = {"down": Listener(*([trouble] * 10_000)), "fine": Listener()}
    monkeypatch.setattr(app, "make_adapter", adapters.__getitem__)
    begun = monotonic()
    async with app.at_work([library], f"sqlite:///{tmp_path / 'a.db'}", [DOWN, FINE]) as work:
        assert monotonic() - begun < 2
        down, fine = (work.channels[one.brand, one.name] for one in (DOWN, FINE))
        assert fine.hindrance() is None
        assert down.hindrance() is not None
        for settings in (DOWN, FINE):
            incoming = Incoming("1", Sender("ada"), Said("help"))
            await work.engine.take_in(settings, [incoming])
        await eventually(lambda: adapters["fine"].got)
        assert adapters["down"].tried == []
        adapters["down"].tries.clear()
        await eventually(lambda: adapters["down"].got)
        assert down.hindrance() is None
    assert adapters["fine"].closed == 1


async def test_a_channel_that_never_opens_keeps_what_is_said_over_it(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    adapters = {"down": Listener(*([refuse] * 10_000)), "fine": Listener()}
    monkeypatch.setattr(app, "make_adapter", adapters.__getitem__)
    url = f"sqlite:///{tmp_path / 'a.db'}"
    async with app.at_work([library], url, [DOWN, FINE]) as work:
        await work.engine.take_in(DOWN, [Incoming("1", Sender("ada"), Said("help"))])
        await asyncio.wait_for(work.engine.settled(), 5)
    store = await open_store(url)
    rows = await store.run(
        lambda one: [
            tuple(row)
            for row in one.exec_driver_sql("SELECT DISTINCT status, attempts FROM deliveries")
        ]
    )
    await store.close()
    assert rows == [("pending", 0)]


async def test_a_channel_may_ask_what_it_missed_before_it_opens(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    adapters = {"down": Listener(), "fine": Listener()}
    monkeypatch.setattr(app, "make_adapter", adapters.__getitem__)
    async with app.at_work([library], f"sqlite:///{tmp_path / 'a.db'}", [DOWN, FINE]) as work:
        await work.engine.take_in(FINE, [Incoming("1", Sender("ada"), Said("help"))])
        recall = adapters["fine"].recall
        assert recall is not None
        held = await recall(FINE, Clock().now.replace(year=2000), 5)
        assert [(one.to, one.space) for one in held] == [("ada", None)]
    assert adapters["fine"].order[:3] == ["remember", "ask when", "open"]


async def test_a_channel_may_ask_when_somebody_last_spoke(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    adapters = {"down": Listener(), "fine": Listener()}
    monkeypatch.setattr(app, "make_adapter", adapters.__getitem__)
    async with app.at_work([library], f"sqlite:///{tmp_path / 'a.db'}", [DOWN, FINE]) as work:
        await work.engine.take_in(FINE, [Incoming("1", Sender("ada"), Said("help"))])
        await work.engine.settled()
        last_spoken = adapters["fine"].last_spoken
        assert last_spoken is not None
        assert await last_spoken(FINE, "ada") is not None
        assert await last_spoken(DOWN, "ada") is None
