"""Two processes attend to the same channels: each is open where it has to be, and one sends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import pytest
from acting import BRAND, Platform

from bot import app
from bot.app import Working, at_work
from bot.brand.brand import Brand, Channel
from bot.channels.contract import ChannelSettings, Intake, IsOurs
from bot.core.commands import Command
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import ChannelName
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from tests.eventually import eventually

CHAT = ChannelSettings(BRAND, ChannelName("chat"), "chat")
SITE = ChannelSettings(BRAND, ChannelName("site"), "site")


class Noting(Platform):
    """Notes what is done to it."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []
        self.commands: tuple[Command, ...] = ()

    def offer(self, commands: Any) -> None:
        self.order.append("offer")

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:  # type: ignore[override]
        self.order.append("open")
        self.commands = settings.commands
        self.intake = intake

    async def close(self) -> None:
        self.order.append("close")

    async def hear(self, text: str) -> str:
        (receipt,) = await self.intake(CHAT, [Incoming(text, Sender("ada"), Said(text))])
        return receipt.taken


class Chat(Noting):
    """A channel that hears by itself."""

    is_ours: IsOurs = staticmethod(lambda: False)

    def ask_first(self, is_ours: IsOurs) -> None:
        self.is_ours = is_ours


class Site(Noting):
    """A channel to which others come by themselves."""

    def verify(self, *_: object) -> bool:
        return True

    def decode(self, *_: object) -> None: ...


class Process:
    """One process, and the platforms as it sees them."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chat, self.site = Chat(), Site()
        self._url = url
        self._monkeypatch = monkeypatch
        self._running: AbstractAsyncContextManager[Working] | None = None

    async def start(self) -> None:
        channels = {one.name: Channel(one.name, one.adapter) for one in (CHAT, SITE)}
        library = Library(Brand(BRAND, "Fair", ("en",), "Europe/Rome", channels), {})
        adapters = {"chat": self.chat, "site": self.site}
        self._monkeypatch.setattr(app, "make_adapter", adapters.__getitem__)
        self._running = at_work([library], self._url, [CHAT, SITE])
        self.work = await self._running.__aenter__()

    async def stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await running.__aexit__(None, None, None)

    def is_elsewhere(self, settings: ChannelSettings) -> bool:
        return self.work.channels[settings.brand, settings.name].is_elsewhere()


def end_all(connection: Connection) -> None:
    """Let as much time pass as no test waits for."""
    connection.exec_driver_sql("UPDATE leases SET until = 0")


@pytest.fixture
async def two(
    there: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Process, Process]]:
    async with AsyncExitStack() as stack:
        processes = Process(there, monkeypatch), Process(there, monkeypatch)
        for process in processes:
            await process.start()
            stack.push_async_callback(process.stop)
        yield processes


async def test_what_hears_is_open_with_its_owner_and_what_is_come_to_everywhere(
    two: tuple[Process, Process],
):
    first, second = two
    assert (first.chat.order, second.chat.order) == (["open"], [])
    assert (first.site.order, second.site.order) == (["open"], ["open"])
    assert first.chat.is_ours()
    assert not second.chat.is_ours()
    assert [second.is_elsewhere(one) for one in (CHAT, SITE)] == [True, True]
    assert [first.is_elsewhere(one) for one in (CHAT, SITE)] == [False, False]


async def test_what_any_process_takes_in_is_answered_by_the_owner(two: tuple[Process, Process]):
    first, second = two
    await second.work.engine.take_in(SITE, [Incoming("1", Sender("ada"), Said("help"))])
    await eventually(lambda: first.site.got)
    assert second.site.tried == []


async def test_when_the_owner_ends_the_other_opens_and_hears(two: tuple[Process, Process]):
    first, second = two
    assert await first.chat.hear("help") == "new"
    await first.stop()
    assert first.chat.order == ["open", "close"]
    await eventually(lambda: second.chat.order == ["open"])
    assert second.chat.is_ours()
    assert await first.chat.hear("again") == "full"
    assert await second.chat.hear("help") == "duplicate"
    assert await second.chat.hear("again") == "new"
    await eventually(lambda: second.chat.got)
    await second.work.engine.take_in(SITE, [Incoming("1", Sender("ada"), Said("help"))])
    await eventually(lambda: second.site.got)


async def test_a_channel_is_handed_over_while_another_one_still_hangs(two: tuple[Process, Process]):
    first, second = two
    first.site.hanging.clear()
    await second.work.engine.take_in(SITE, [Incoming("1", Sender("ada"), Said("help"))])
    await eventually(lambda: first.site.under_way)
    stopping = asyncio.create_task(first.stop())
    await eventually(lambda: second.chat.order == ["open"])
    assert await second.chat.hear("help") == "new"
    await eventually(lambda: second.chat.got)
    assert not stopping.done()
    assert second.site.tried == []
    first.site.hanging.set()
    await stopping
    await eventually(lambda: not second.is_elsewhere(SITE))
    assert first.site.texts() == second.chat.texts()
    assert second.site.tried == []


async def test_who_has_lost_a_channel_closes_it_and_opens_it_again_when_it_is_free(
    two: tuple[Process, Process],
):
    first, second = two
    ownership = first.work.ownership
    assert ownership is not None
    look, keeps = ownership._look, True

    async def stand_still(beside: Any) -> bool:
        return False if keeps else await look(beside)

    ownership._look = stand_still  # type: ignore[method-assign]
    await second.work.store.run(end_all)
    await eventually(lambda: second.chat.order == ["open"])
    assert first.chat.order == ["open"]
    assert await first.chat.hear("help") == "full"  # it is refused, and finds out
    keeps = False
    await eventually(lambda: first.chat.order == ["open", "close"])
    assert await first.chat.hear("help") == "full"
    assert first.site.order == ["open"]
    await second.stop()
    await eventually(lambda: first.chat.order == ["open", "close", "open"])
    assert await first.chat.hear("help") == "new"
    await eventually(lambda: first.chat.got)


async def test_a_menu_that_was_published_meanwhile_is_shown_by_the_next_owner(
    two: tuple[Process, Process],
):
    first, second = two
    menu = (Command("survey", {"en": "Tell us"}),)
    attending = second.work.channels[CHAT.brand, CHAT.name].attending
    assert attending is not None
    attending.opening.offer(menu)
    await first.stop()
    await eventually(lambda: second.chat.order[-1:] == ["open"])
    assert second.chat.commands == menu
