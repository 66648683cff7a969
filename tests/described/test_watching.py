"""What stand-ins are asked is held against the descriptions, in this process and in others."""

import subprocess
import sys
from pathlib import Path
from typing import Literal

import aiohttp
import pytest

from sandbox.witness import Witnessed, witness
from tests.described.descriptions import BOT_API, FOLDER, OPENAPI, SEEN, absence
from tests.described.watching import summed_up, take_misfits, unwatched
from tests.platforms.process import standing_in
from tests.product import environment

ABSENCE = absence(BOT_API, OPENAPI)
pytestmark = pytest.mark.skipif(ABSENCE is not None, reason=ABSENCE or "all are there")

CHAT = {"chat_id": "17"}
KEYS = '{"inline_keyboard": [[{"text": "Yes", "callback_data": "%s"}]]}'
CHANNEL = {"id": "17"}
POST = "POST channels/{id}/messages"

TELEGRAM = [
    ("sendMessage", {**CHAT, "text": "hi", "reply_markup": KEYS % "y"}, None),
    ("sendMessage", CHAT, '"text" is a required property'),
    ("sendMessage", {**CHAT, "text": "x" * 4097}, "text: "),
    ("sendMessage", {**CHAT, "text": "hi", "txt": "hi"}, "'txt' was unexpected"),
    ("sendMessage", {**CHAT, "text": "hi", "reply_markup": KEYS % ("y" * 65)}, "reply_markup: "),
    ("sendMessage", {**CHAT, "text": "hi", "disable_notification": "yes"}, "disable_notification"),
    ("sendMessage", {"chat_id": "", "text": ""}, "text: "),
    ("sendPhoto", {**CHAT, "photo": "AgAD", "caption": "x" * 1025}, "caption: "),
    ("sendMediaGroup", {**CHAT, "media": '[{"type": "photo", "media": "A"}]'}, None),
    ("sendMediaGroup", {**CHAT, "media": '[{"type": "poto", "media": "A"}]'}, "media: "),
    ("getUpdates", {"limit": "101"}, "limit: 101 is greater than the maximum of 100"),
    ("sendCake", CHAT, "there is no such method"),
]
DISCORD = [
    (POST, CHANNEL, {"content": "hi", "nonce": "a", "enforce_nonce": True}, None),
    (POST, {"id": "market"}, {"content": "hi"}, 'id: "market" does not match'),
    (POST, CHANNEL, {"content": "x" * 4_001}, "content: "),
    (POST, CHANNEL, {"contents": "hi"}, "contents: there is no such field"),
    (POST, CHANNEL, {"embeds": [{"title": 7}]}, "embeds.0.title: 7 is not of types"),
    (POST, CHANNEL, None, "the body is missing"),
    ("POST channels/{id}/typing", CHANNEL, {"a": 1}, "there is a body, and none is wanted"),
    ("GET channels/{id}/messages", {**CHANNEL, "limit": "101"}, None, "limit: 101 is greater than"),
    (
        "GET channels/{id}/messages",
        {**CHANNEL, "most": "7"},
        None,
        "most: there is no such parameter",
    ),
    ("POST channels/{id}/cakes", CHANNEL, {}, "there is no such route"),
]
ORIGINAL = "PATCH webhooks/{id}/{token}/messages/{message}"


@pytest.fixture(autouse=True)
def seen_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what these tests ask out of what the run has seen."""
    seen = tmp_path / "seen"
    seen.touch()
    monkeypatch.setenv(SEEN, str(seen))


def told(wanted: str | None, found: list[str]) -> bool:
    return not found if wanted is None else any(wanted in one for one in found)


@pytest.mark.parametrize(("name", "given", "wanted"), TELEGRAM)
def test_a_call_of_telegram(name: str, given: dict[str, str], wanted: str | None):
    witness(Witnessed("telegram", name, given))
    found = take_misfits()
    assert told(wanted, found), found


@pytest.mark.parametrize(("name", "given", "body", "wanted"), DISCORD)
def test_a_request_to_discord(name: str, given: dict[str, str], body: object, wanted: str | None):
    witness(Witnessed("discord", name, given, body))
    found = take_misfits()
    assert told(wanted, found), found


def test_what_stands_for_something_has_a_path_of_its_own():
    given = {"id": "17", "token": "t", "message": "@original"}
    witness(Witnessed("discord", ORIGINAL, given, {"content": "hi"}))
    assert take_misfits() == []


def test_a_file_must_be_named():
    witness(Witnessed("telegram", "sendPhoto", CHAT, files=frozenset({"photo", "lost"})))
    assert take_misfits() == ["telegram: sendPhoto: lost: a file that nothing names"]


@pytest.mark.parametrize("platform", ["telegram", "discord"])
def test_nothing_is_held_against_what_is_asked_on_purpose(platform: Literal["telegram", "discord"]):
    with unwatched():
        witness(Witnessed(platform, "nonsense", {}))
    assert take_misfits() == []


async def test_a_stand_in_of_another_process_tells_the_test_that_asked():
    with standing_in() as addresses:
        async with aiohttp.ClientSession() as session:
            url = f"{addresses.telegram_api}/bot1:a/sendMessage"
            async with session.post(url, data={"chat_id": "17"}) as answer:
                assert answer.status == 401
    assert take_misfits() == ['telegram: sendMessage: : "text" is a required property']


def test_what_was_seen_is_summed_up():
    witness(Witnessed("telegram", "getChatMenuButton", {}))
    (line,) = summed_up()
    assert line == f"Held against {BOT_API}: 1 kinds of request: getChatMenuButton"


def test_where_there_are_none_one_line_says_so(tmp_path: Path):
    test = tmp_path / "test_nothing.py"
    test.write_text("def test_nothing(): pass\n")
    arguments = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, str(test)],
        env={**environment(), FOLDER: str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    wanted = f"No request was held against what is not in {tmp_path}: {BOT_API}, {OPENAPI} "
    assert wanted in run.stdout, run.stdout
