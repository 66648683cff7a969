"""Every story of the examples is played with the log at its most talkative: it quotes nobody."""

import logging
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from writing import written

from bot.channels.registry import adapter_names
from bot.cli.rehearsal import profiles
from bot.core.effects import Send
from bot.core.events import Said
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.engine.engine import Engine
from bot.engine.python_dialogues import imported
from bot.engine.turns.player import Player
from bot.stories.play import play
from bot.stories.reading import read_stories

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("we-converse", "bottega-zagara")


@cache
def library_of(name: str) -> Library:
    found = imported(read_brand(EXAMPLES / name, {}, adapter_names())).library
    assert found is not None
    return found


async def play_stories(name: str, most: int | None = None) -> None:
    library, known = library_of(name), profiles()
    ended = [
        await play(story, library, known) for story in read_stories(EXAMPLES / name).stories[:most]
    ]
    assert [one.failure for one in ended if one.failure] == []


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """All that anybody says, but for single words: these may stand in the log by chance."""
    texts: set[str] = set()
    tell, take_in = Player._tell, Engine.take_in

    def told(self: Player, batch: Any) -> bool:
        sent = [one for report in batch.reports for one in report.effects if isinstance(one, Send)]
        texts.update(one.message.text for one in sent if " " in one.message.text)
        return tell(self, batch)

    async def heard(self: Engine, settings: Any, incoming: Any, hold_replies: float = 0.0) -> Any:
        happenings = [one.happening for one in incoming]
        texts.update(one.text for one in happenings if isinstance(one, Said) and " " in one.text)
        return await take_in(self, settings, incoming, hold_replies)

    monkeypatch.setattr(Player, "_tell", told)
    monkeypatch.setattr(Engine, "take_in", heard)
    return texts


@pytest.mark.parametrize("name", NAMES)
async def test_no_story_leaves_a_word_in_the_log(name: str, said: set[str]):
    with written() as log:
        await play_stories(name)
    assert len(said) > 50
    assert log.given_away(said) == []


async def test_a_planted_text_is_found(said: set[str], monkeypatch: pytest.MonkeyPatch):
    take_in = Engine.take_in

    async def talkative(self: Engine, settings: Any, incoming: Any, *given: Any) -> Any:
        for one in incoming:
            words = getattr(one.happening, "text", "")
            logging.getLogger("bot.engine.intake").debug("a message came in words=%r", words)
        return await take_in(self, settings, incoming, *given)

    monkeypatch.setattr(Engine, "take_in", talkative)
    with written() as log:
        await play_stories("we-converse", most=12)
    assert log.given_away(said)
