"""The engine and a real channel: doors, moved groups and doubts as Telegram brings them about."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from adapters.telegram import Telegram
from bot import app
from bot.app import Working, at_work
from bot.brand.brand import Brand, Channel
from bot.brand.media_folder import MediaFolder
from bot.core.text import Text
from bot.dialogue.program import Ask, Dialogue, End, Program, Question, Trigger
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.store.connection import Connection
from bot.store.doubtful import doubtful_deliveries
from tests.adapters.telegram_stage import QUICK, Square, square
from tests.eventually import eventually

ASKING = Program(
    "survey",
    Text("Survey"),
    "en",
    (
        Ask("steps.0", Question((Text("Who?"),), slot="who")),
        Ask("steps.1", Question((Text("Why?"),), slot="why")),
        End("end"),
    ),
    version="v1",
)


@asynccontextmanager
async def working(place: Square, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Working]:
    """Run the engine on the stand-in."""
    settings = place.settings()
    channels = {settings.name: Channel(settings.name, "telegram")}
    brand = Brand(settings.brand, "Market", ("en",), "Europe/Rome", channels)
    dialogue = Dialogue("survey", (Trigger(command="survey"),), ASKING)
    monkeypatch.setattr(app, "make_adapter", lambda _: Telegram(QUICK))
    library = Library(brand, {"survey": dialogue})
    async with at_work([library], "sqlite://", [settings]) as work:
        yield work


async def rows(work: Working, question: str) -> list[tuple[Any, ...]]:
    def unit(connection: Connection) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {question}")]

    return await work.engine._store.run(unit)


async def shown(place: Square, texts: list[str], chat: int | None = None) -> None:
    """Wait until a chat shows exactly these messages of the bot."""

    async def look() -> list[str]:
        return [one["text"] for one in await place.messages(chat) if one["from"] == "bot"]

    async with asyncio.timeout(8):
        while await look() != texts:
            await asyncio.sleep(0.01)


async def becomes(work: Working, question: str, wanted: list[tuple[Any, ...]]) -> None:
    async with asyncio.timeout(8):
        while await rows(work, question) != wanted:
            await asyncio.sleep(0.01)


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        yield made


MARKED = "blocked_at IS NOT NULL FROM identities"


async def test_who_blocks_and_comes_back_is_asked_what_they_were_asked(
    place: Square, monkeypatch: pytest.MonkeyPatch
):
    async with working(place, monkeypatch) as work:
        await place.say("/survey")
        await shown(place, ["Who?"])
        await place.post("block", person=place.ada)
        await becomes(work, MARKED, [(1,)])
        await place.post("unblock", person=place.ada)
        await becomes(work, MARKED, [(0,)])
        await place.say("Ada")
        await shown(place, ["Who?", "Why?"])
        assert await rows(work, MARKED) == [(0,)]


async def test_who_blocked_us_unheard_is_known_by_the_refusal(
    place: Square, monkeypatch: pytest.MonkeyPatch
):
    async with working(place, monkeypatch) as work:
        refusal = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked"}
        await place.fault("sendMessage", "answer", status=403, body=refusal)
        await place.say("/survey")
        await becomes(work, MARKED, [(1,)])
        await place.say("Ada")
        await shown(place, ["Why?"])
        assert await rows(work, MARKED) == [(0,)]


async def test_a_group_that_becomes_a_supergroup_is_followed(
    place: Square, monkeypatch: pytest.MonkeyPatch
):
    async with working(place, monkeypatch) as work:
        group = (await place.post("groups", title="Market", members=[place.ada]))["id"]
        await place.say("/survey@WeConverseBot", chat=group)
        await shown(place, ["Who?"], group)
        moved = (await place.post("migrate", chat=group))["id"]
        await place.say("/survey@WeConverseBot", chat=moved)
        await shown(place, ["Who?"], moved)
        spaces = "space FROM conversations WHERE space IS NOT NULL"
        assert (str(moved),) in await rows(work, spaces)


async def test_a_reply_to_a_group_that_moved_goes_to_its_new_address(
    place: Square, monkeypatch: pytest.MonkeyPatch
):
    async with working(place, monkeypatch) as work:
        group = (await place.post("groups", title="Market", members=[place.ada]))["id"]
        await place.fault("sendMessage", "answer", status=429, body=slow_down(1))
        await place.say("/survey@WeConverseBot", chat=group)
        async with asyncio.timeout(8):
            while not await place.calls("sendMessage"):
                await asyncio.sleep(0.01)
        moved = (await place.post("migrate", chat=group))["id"]
        await shown(place, ["Who?"], moved)
        spaces = "DISTINCT space, lane FROM deliveries"
        assert await rows(work, spaces) == [(str(moved), f"space:{moved}")]
        assert await rows(work, "space FROM conversations") == [(str(moved),)]


def slow_down(seconds: int) -> dict[str, Any]:
    return {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }


@pytest.mark.parametrize(
    ("fault", "times_shown", "doubts"),
    [({"after": True}, 2, 1), ({"after": False}, 1, 1)],
)
async def test_an_answer_that_was_cut_off_is_a_doubt_that_can_be_listed(
    place: Square,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, bool],
    times_shown: int,
    doubts: int,
):
    async with working(place, monkeypatch) as work:
        await place.fault("sendMessage", "reset", **fault)
        await place.say("/survey")
        await shown(place, ["Who?"] * times_shown)
        (channel,) = work.engine.figures().channels
        assert channel.unknown == doubts
        await becomes(work, "status, doubts FROM deliveries", [("accepted", doubts)])
        brand = place.settings().brand
        listed = await work.engine._store.run(lambda one: doubtful_deliveries(one, brand))
        assert [message.doubts for message in listed] == [doubts]


async def test_what_hinders_the_channel_is_said_and_passes(
    place: Square, monkeypatch: pytest.MonkeyPatch
):
    async with working(place, monkeypatch) as work:
        (channel,) = work.channels.values()
        refusal = {"ok": False, "error_code": 409, "description": "Conflict: other getUpdates"}
        await place.fault("getUpdates", "answer", times=3, status=409, body=refusal)
        await place.say("/survey")
        await eventually(lambda: channel.hindrance() is not None, seconds=8)
        await eventually(lambda: channel.hindrance() is None, seconds=8)
        await shown(place, ["Who?"])
        assert channel.hindrance() is None


BRAND = """\
brand: market
channels: {tg: {adapter: telegram, token: "${TOKEN}"}}
"""
HALL = """\
dialogue: hall
starts: [{command: hall}]
steps:
  - say: This is the hall.
    media: media/hall.png
  - ask: A photo of you?
    as: photo
    type: photo
  - ask: Where are you from?
    as: home
    type: location
  - ask: Who told you of us?
    as: friend
    type: contact
  - say: Thank you.
"""
THINGS: list[dict[str, Any]] = [
    {"kind": "photo", "content": b64encode(b"PNG").decode()},
    {"kind": "location", "latitude": 45.5, "longitude": 9.25},
    {"kind": "contact", "phone_number": "+390212345678"},
]


async def test_a_picture_goes_out_and_things_come_in_without_any_address_of_telegrams(
    place: Square, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for name in ("dialogues", "media"):
        (tmp_path / name).mkdir()
    (tmp_path / "brand.yaml").write_text(BRAND)
    (tmp_path / "dialogues" / "hall.yaml").write_text(HALL)
    (tmp_path / "media" / "hall.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    library = read_brand(tmp_path, {}, ("telegram",)).library
    assert library is not None
    monkeypatch.setattr(app, "make_adapter", lambda _: Telegram(QUICK))
    files = MediaFolder(tmp_path, library.brand.id, "https://example.org")
    settings = structs.replace(place.settings(), files=files)
    async with at_work([library], "sqlite://", [settings]) as work:
        await place.say("/hall")
        await shown(place, ["This is the hall.", "A photo of you?"])
        assert [one["picture"] for one in await place.messages()] == [False, True, False]
        for thing in THINGS:
            await place.post("send", person=place.ada, **thing)
        asked = ["Where are you from?", "Who told you of us?", "Thank you."]
        await shown(place, ["This is the hall.", "A photo of you?", *asked])
        ((slots,),) = await rows(work, "slots FROM runs")
        kept = await rows(work, "happening, raw FROM events")
    photo, home, friend = json.loads(slots).values()
    assert (photo["kind"], photo["url"].partition(":")[0]) == ("image", "telegram")
    assert (home, friend["phone"]) == ({"lat": 45.5, "lon": 9.25}, "+390212345678")
    assert place.settings().options["token"] not in f"{slots}{kept}"


MARKET_DAY = """
dialogue: day
starts: [{command: day}]
steps:
  - ask: Which days suit you?
    as: when
    type: poll
    choices: {mon: Monday, tue: Tuesday, fri: Friday}
  - ask: Your number?
    as: phone
    type: phone
  - say: See you on {when}.
"""


async def test_votes_and_shared_numbers_are_answers(
    place: Square, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text(BRAND)
    (tmp_path / "dialogues" / "day.yaml").write_text(MARKET_DAY)
    library = read_brand(tmp_path, {}, ("telegram",)).library
    assert library is not None
    monkeypatch.setattr(app, "make_adapter", lambda _: Telegram(QUICK))
    async with at_work([library], "sqlite://", [place.settings()]) as work:
        await place.say("/day")
        await shown(place, ["Which days suit you?"])
        poll = (await place.messages())[-1]
        voted = {"person": place.ada, "message_id": poll["message_id"]}
        # A poll is known by what Telegram calls it, which is written once its answer is there.
        await becomes(work, "status FROM deliveries", [("accepted",)])
        await place.post("vote", **voted, labels=["Monday", "Friday"])
        await shown(place, ["Which days suit you?", "Your number?"])
        await place.post("tap", person=place.ada, label="Share my number", phone_number="39021234")
        await shown(
            place, ["Which days suit you?", "Your number?", "See you on Monday and Friday."]
        )
        ((slots,),) = await rows(work, "slots FROM runs")
    assert json.loads(slots)["phone"] == "+39021234"
