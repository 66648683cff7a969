"""The sign that an answer is on its way, with the real engine: only where one is."""

import asyncio
from pathlib import Path

import pytest
from at_work import working, write_brand
from served import Sender

from bot.web import typing_sign

DIALOGUES = {
    "quiet": """\
dialogue: quiet
starts: [{command: quiet}]
steps:
  - set: {person.asked: true}
  - wait: 2h
  - say: Here I am again.
""",
    "slow": """\
dialogue: slow
starts: [{command: slow}]
steps:
  - do: actions.think
  - say: I have thought.
""",
}
ACTIONS = """\
import time


def think() -> None:
    time.sleep(0.3)
"""


async def heard(sender: Sender, text: str, until: str) -> list[str]:
    """Say something on the page and return what it is told, for a while or until something."""
    told = list[str]()
    address = f"{sender.base}/chat/paint"
    async with sender.session.ws_connect(address, origin=sender.base) as socket:
        await socket.send_json({"type": "hello", "session": "s" * 32})
        await socket.send_json({"type": "say", "id": text, "text": text})
        try:
            async with asyncio.timeout(0.4 if until == "" else 5):
                while until == "" or until not in told:
                    told.append((await socket.receive_json())["type"])
        except TimeoutError:
            pass
    return told


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(typing_sign, "AFTER_SECONDS", 0.1)
    write_brand(tmp_path, DIALOGUES)
    (tmp_path / "actions.py").write_text(ACTIONS)
    return tmp_path


async def test_a_call_that_takes_long_shows_it_and_a_turn_that_says_nothing_does_not(folder: Path):
    async with working(folder) as sender:
        assert await heard(sender, "/slow", "line") == ["ready", "taken", "typing", "line"]
        assert "typing" not in await heard(sender, "/quiet", "")
