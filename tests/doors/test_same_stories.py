"""Every story of the example goes the same way through every door: same words, same memory.

The product is one process with all its channels, the platforms are stand-ins in another one, and
between them are real sockets and the platforms' own libraries.
"""

import ipaddress
from pathlib import Path

import pytest
import pytest_asyncio

from tests.doors.gathering import (
    DISCORD_TOKEN,
    DOORS,
    TELEGRAM_TOKEN,
    WHATSAPP_TOKEN,
    Gathering,
    Played,
    gather,
)
from tests.doors.gift import seen_at, shown
from tests.doors.scripts import THE_SURVEY, scripts

pytestmark = pytest.mark.slow

NOT_TYPED = frozenset(
    {
        "a comment with a name under it",
        "a button of an old question changes nothing",
    }
)
"""A keyboard cannot write two lines in one message, nor press what has scrolled away."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gathering(tmp_path_factory: pytest.TempPathFactory) -> Gathering:
    return await gather(Path(tmp_path_factory.mktemp("doors")))


@pytest.mark.parametrize("script", scripts())
@pytest.mark.parametrize("door", DOORS)
def test_the_same_words_and_the_same_memory(door: str, script: str, gathering: Gathering):
    if door == "terminal" and script in NOT_TYPED:
        assert (door, script) not in gathering.played
        return
    played = gathering.played[door, script]
    assert isinstance(played, Played), played
    wanted = gathering.wanted[door, script]
    for who, lines in wanted.lines.items():
        assert played.lines[who] == lines
        assert played.kept[who] == wanted.kept[who]


@pytest.mark.parametrize("door", [door for door in DOORS if door != "terminal"])
def test_cards_pictures_and_several_choices_wherever_a_platform_puts_them(
    door: str, gathering: Gathering
):
    assert shown(door, gathering.gifts[door]) == seen_at(door)


def test_nothing_was_passed_over_in_silence(gathering: Gathering):
    assert len(scripts()) >= 28
    count = {door: sum(one == door for one, _ in gathering.played) for door in DOORS}
    assert count == {
        door: len(scripts()) - (len(NOT_TYPED) if door == "terminal" else 0) for door in DOORS
    }


def test_the_survey_asks_everything(gathering: Gathering):
    wanted = gathering.wanted["page", THE_SURVEY]
    (kept,) = wanted.kept.values()
    assert ("text", "8 out of 10! Someone there is listening. Keep them.") in wanted.lines["person"]
    ((_, end, slots),) = kept["runs"]
    assert end == "ended"
    assert slots["view"] == "conversation"
    assert slots["example"] == "The baker *next door* {7*6} <b>&"
    assert slots["score"] == 8
    assert [consent[:2] for consent in kept["consents"]] == [("blog", 1)]


def test_the_product_had_no_trouble(gathering: Gathering):
    assert gathering.exit_code == 0
    for word in ("ERROR", "WARNING", "Traceback", TELEGRAM_TOKEN, DISCORD_TOKEN, WHATSAPP_TOKEN):
        assert word not in gathering.log


def test_the_product_was_connected_with_this_machine_alone(gathering: Gathering):
    assert gathering.peers
    assert all(ipaddress.ip_address(peer).is_loopback for peer in gathering.peers)
