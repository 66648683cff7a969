"""What a broadcast must survive of platforms and networks: closed doors, moved groups, silence."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from town import button, ends, join, opened, town

from adapters.telegram import Telegram
from adapters.webhook import Webhook
from bot.channels.contract import ChannelSettings, Group, Part
from bot.core.content import Message
from bot.core.events import Happening, Incoming, Pressed, Said, Sender
from bot.core.ids import BrandId, ChannelName, DeliveryId, GroupId
from bot.core.outcomes import Outcome, Throttled, Unknown
from tests.adapters.discord_stage import a_market
from tests.adapters.discord_stage import group as group_to
from tests.adapters.telegram_stage import QUICK, TOKEN, Square, Taken, deliver, square
from tests.adapters.telegram_stage import opened as telegram_opened
from tests.ports import free_port
from tests.signing import new_secret
from tests.simulation.moved_product import CHANNEL, Clock, Memory, Process, utc

EVE = utc("2026-12-06 12:00")
THREE_DAYS = {
    name: f"when: 2026-12-0{day} 10:00\n"
    for name, day in (("first", 7), ("second", 8), ("third", 9))
}


class OnTelegram(Memory):
    """Everybody is on the stand-in for Telegram, which the real channel writes to."""

    capabilities = Telegram.capabilities

    def __init__(self, clock: Clock, channel: Telegram) -> None:
        super().__init__(clock)
        self._channel = channel

    async def answer(self, group: Group) -> Sequence[Outcome]:
        return await self._channel.deliver(group)


@asynccontextmanager
async def on_telegram(folder: Path, place: Square) -> AsyncIterator[Process]:
    """Give a product that speaks over the real channel, and hears what tests tell it."""
    options = {"token": TOKEN, "api_base": place.url}
    settings = ChannelSettings(BrandId("town"), CHANNEL, "telegram", options)
    async with telegram_opened(settings, Taken(), QUICK) as channel:
        process = await opened(town(folder, THREE_DAYS), EVE, OnTelegram(Clock(EVE), channel))
        yield process
        await process.stop()


async def person(place: Square, name: str) -> str:
    """Let somebody exist who has started the bot."""
    made = (await place.post("people", first_name=name))["id"]
    await place.post("say", person=made, text="/start")
    return str(made)


async def sends(place: Square) -> Counter[str]:
    """Return how often something was sent to each chat."""
    return Counter(call["params"]["chat_id"] for call in await place.calls("sendMessage"))


async def shown(place: Square, chat: str) -> list[str]:
    """Return what the bot said in a chat."""
    return [one["text"] for one in await place.messages(int(chat)) if one["from"] == "bot"]


async def test_item_19_a_closed_door_is_tried_once_and_consents_do_not_come_back(tmp_path: Path):
    async with square() as place, on_telegram(tmp_path, place) as process:
        fine, blocks, gone, lost = [
            await person(place, name) for name in ("Ada", "Bob", "Cy", "Dee")
        ]
        await join(process, fine, blocks, gone, lost)
        await place.post("block", person=int(blocks))
        await place.post("deactivate", person=int(gone))
        nobody = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
        fault = {"type": "answer", "status": 400, "body": nobody}
        await place.post("faults", where="sendMessage", fault=fault, match={"chat_id": lost})
        before = await sends(place)
        await process.until(utc("2026-12-08 12:00"))
        # Each was tried once, and nobody of them was even planned a day later.
        assert await sends(place) - before == {fine: 2, blocks: 1, gone: 1, lost: 1}
        assert await ends(process, "first") == {
            ("accepted", None): 1,
            ("unreachable", "Forbidden: bot was blocked by the user"): 1,
            ("unreachable", "Forbidden: user is deactivated"): 1,
            ("unreachable", "Chat not found"): 1,
        }
        assert await ends(process, "second") == {("accepted", None): 1}
        closed = "external_id FROM identities WHERE blocked_at IS NOT NULL ORDER BY external_id"
        assert await process.rows(closed) == [(one,) for one in sorted((blocks, gone, lost))]
        assert await process.rows("recipient FROM subscriptions") == [(fine,)]
        # Whoever writes again is answered, and has agreed to nothing.
        await place.post("say", person=int(blocks), text="/hello")
        await process.act(blocks, Said("/hello"))
        assert (await shown(place, blocks))[-1] == "Good day"
        assert len(await process.rows("* FROM identities WHERE blocked_at IS NOT NULL")) == 2
        await process.until(utc("2026-12-09 12:00"))
        assert await ends(process, "third") == {("accepted", None): 1}
        assert (await shown(place, blocks))[-1] == "Good day"


async def act_in(process: Process, space: str, who: str, happening: Happening) -> None:
    """Let somebody do something in a group."""
    incoming = Incoming(f"{space} {who} {happening}", Sender(who), happening, space)
    await process.engine.take_in(process.settings, [incoming])
    await process.rest()


async def join_in(process: Process, space: str, who: str) -> None:
    """Let somebody agree to the news for a group."""
    await act_in(process, space, who, Said("/join"))
    await act_in(process, space, who, Pressed(button(process, who, "Yes")))


async def delay(process: Process, space: str) -> None:
    """Let what goes first to a group be due a second later."""
    await process.execute(
        "CREATE TRIGGER later AFTER INSERT ON deliveries"
        f" WHEN NEW.space = '{space}' AND NEW.topic IS NOT NULL BEGIN"
        " UPDATE deliveries SET due_at = due_at + 1000000 WHERE id = NEW.id; END"
    )


async def test_item_20_a_group_that_moved_is_followed_once(tmp_path: Path):
    async with square() as place, on_telegram(tmp_path, place) as process:
        ada = await person(place, "Ada")
        old = str((await place.post("groups", title="Market", members=[int(ada)]))["id"])
        await join_in(process, old, ada)
        new = str((await place.post("migrate", chat=int(old)))["id"])
        before = await sends(place)
        await process.until(utc("2026-12-08 12:00"))
        assert await sends(place) - before == {old: 1, new: 2}
        assert await shown(place, new) == ["News of first", "News of second"]
        for name in ("first", "second"):
            assert await ends(process, name) == {("accepted", None): 1}
        for table in ("recipients", "subscriptions", "conversations WHERE space IS NOT NULL"):
            assert await process.rows(f"DISTINCT space FROM {table}") == [(new,)]


@pytest.mark.parametrize("first", ["old", "new", "neither"])
async def test_item_20_two_addresses_of_one_group_are_spoken_to_once(first: str, tmp_path: Path):
    async with square() as place, on_telegram(tmp_path, place) as process:
        ada, bob = await person(place, "Ada"), await person(place, "Bob")
        people = [int(ada), int(bob)]
        old = str((await place.post("groups", title="Market", members=people))["id"])
        await join_in(process, old, ada)
        new = str((await place.post("migrate", chat=int(old)))["id"])
        await join_in(process, new, bob)
        told = len(await shown(place, new))
        if first != "neither":
            await delay(process, new if first == "old" else old)
        await process.until(utc("2026-12-07 12:00"))
        assert (await shown(place, new))[told:] == ["News of first"]
        assert await ends(process, "first") == {("accepted", None): 1}


TROUBLES = ["cut", "nobody there"]
POST = "POST channels/{id}/messages"

Tried = tuple[Outcome, int]
"""How a send ended, and how many requests were made for it."""


async def by_webhook(trouble: str) -> Tried:
    requests = 0

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        requests += bool(await reader.readuntil(b"\r\n\r\n"))
        writer.transport.abort()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1] if trouble == "cut" else free_port()
    outcome = await posted(f"http://127.0.0.1:{port}/")
    server.close()
    return outcome, requests


async def posted(address: str) -> Outcome:
    """Return how one message ends that is delivered to an address."""
    channel = Webhook()
    options = {"secret": new_secret("network"), "deliver_to": address}
    settings = ChannelSettings(BrandId("town"), ChannelName("site"), "webhook", options)
    await channel.open(settings, Taken())
    part = Part(DeliveryId("d1"), Message("hello", "hello"))
    (outcome,) = await channel.deliver(Group(GroupId("g1"), "ada", None, (part,)))
    await channel.close()
    return outcome


async def by_telegram(trouble: str) -> Tried:
    async with square() as place:
        await place.say("/start")
        options = {"token": TOKEN, "api_base": place.url}
        if trouble == "cut":
            await place.fault("sendMessage", "reset", after=True)
        else:
            options["api_base"] = f"http://127.0.0.1:{free_port()}"
        settings = ChannelSettings(BrandId("town"), ChannelName("tg"), "telegram", options)
        async with telegram_opened(settings, Taken()) as channel:
            outcome = await deliver(channel, place.ada)
        return outcome, len(await place.calls("sendMessage"))


async def by_discord(trouble: str) -> Tried:
    async with a_market() as market:
        if trouble == "cut":
            await market.fault(POST, type="reset", after=True)
        else:
            market.settings.options["api_base"] = f"http://127.0.0.1:{free_port()}"  # type: ignore[index]
        await market.channel.open(market.settings, market.taken)
        (outcome,) = await market.channel.deliver(group_to(market.ada))
        return outcome, len(await market.calls(POST))


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("send", [by_webhook, by_telegram, by_discord])
async def test_item_09_what_may_have_arrived_is_unknown_and_was_sent_once(
    send: Callable[[str], Awaitable[Tried]], trouble: str
):
    outcome, requests = await send(trouble)
    wanted = (Unknown, 1) if trouble == "cut" else (Throttled, 0)
    assert (type(outcome), requests) == wanted, outcome


async def test_item_09_a_name_that_nobody_knows_was_certainly_not_sent_to(
    monkeypatch: pytest.MonkeyPatch,
):
    async def look_up(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    assert isinstance(await posted("http://town.example/in"), Throttled)


@pytest.mark.parametrize(
    ("outcome", "tries", "end"),
    [(Unknown("cut"), 1, ("unknown", "cut")), (Throttled("nobody there"), 3, ("accepted", None))],
)
async def test_item_09_only_what_certainly_did_not_leave_is_tried_again_by_itself(
    outcome: Outcome, tries: int, end: tuple[str, str | None], tmp_path: Path
):
    platform = Memory(Clock(EVE))
    process = await opened(town(tmp_path, THREE_DAYS), EVE, platform)
    await join(process, "ada")
    platform.tried.clear()
    platform.answers = [[outcome]] * 2
    await process.until(utc("2026-12-07 12:00"))
    assert len(platform.tried) == tries
    assert await ends(process, "first") == {end: 1}
    await process.stop()
