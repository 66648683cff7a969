"""The example brands: they check clean, speak all their languages, and their stories reach all."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.channels.registry import adapter_names
from bot.cli.exploring import explore
from bot.cli.main import convivio
from bot.cli.rehearsal import profiles
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.engine.python_dialogues import imported
from bot.stories.play import Played
from bot.stories.reach import reach_of
from bot.stories.reading import read_stories
from bot.stories.sharing import play_shared

EXAMPLES = Path(__file__).parents[2] / "examples"
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRETS = {
    "we-converse": {
        "TELEGRAM_TOKEN": "1:made-up",
        "DISCORD_TOKEN": "made.up.too",
        "SITE_SECRET": SIGNING,
        "WE_CONVERSE_FEED": "https://we-converse.example/feed.xml",
    },
    "square": {"TELEGRAM_TOKEN": "1:made-up", "DISCORD_TOKEN": "made.up.too"},
    "bottega-zagara": {
        "TELEGRAM_TOKEN": "1:made-up",
        "DISCORD_TOKEN": "made.up.too",
        "TILL_SECRET": SIGNING,
        "TILL_TOKEN": "made-up",
        "DESK_SECRET": SIGNING,
        "DIARY_FEED": "https://bottega-zagara.example/feed.xml",
    },
}
STORIES = {name: read_stories(EXAMPLES / name) for name in SECRETS}
each_example = pytest.mark.parametrize("name", SECRETS)


def library_of(name: str, environ: Mapping[str, str]) -> Library:
    library = imported(read_brand(EXAMPLES / name, environ, adapter_names())).library
    assert library is not None
    return library


@cache
def played(name: str) -> Mapping[str, Played]:
    """Return how every story of an example goes, by its name; none of them needs a secret."""
    shown = play_shared(STORIES[name].stories, library_of(name, {}), profiles(), 1)
    return {one.story.name: one for one in shown}


def test_no_example_is_left_out() -> None:
    assert set(SECRETS) == {one.parent.name for one in EXAMPLES.glob("*/brand.yaml")}


@each_example
def test_it_checks_clean_but_for_its_secrets(name: str) -> None:
    faults = read_brand(EXAMPLES / name, {}, adapter_names()).faults
    told = [fault for fault in faults if fault.severity != "information"]
    assert {fault.severity for fault in told} == {"warning"}
    assert {fault.message.split()[0] for fault in told} == set(SECRETS[name])
    assert all(" is not set" in fault.message for fault in told)


@each_example
def test_with_its_secrets_nothing_is_left(name: str) -> None:
    faults = read_brand(EXAMPLES / name, SECRETS[name], adapter_names()).faults
    assert [str(fault) for fault in faults if fault.severity != "information"] == []


@each_example
def test_every_text_is_translated(name: str) -> None:
    checked = CliRunner().invoke(convivio, ["translate", "check", "--strict", str(EXAMPLES / name)])
    assert checked.exit_code == 0, checked.output


def test_there_are_stories_enough() -> None:
    assert not any(stories.faults for stories in STORIES.values())
    assert sum(len(stories.stories) for stories in STORIES.values()) >= 150


@pytest.mark.parametrize(
    ("name", "story"),
    [(name, story.name) for name, stories in STORIES.items() for story in stories.stories],
)
def test_every_story_holds(name: str, story: str) -> None:
    going = played(name)[story]
    assert going.failure is None, going.failure
    assert going.incidents == ()


@each_example
def test_every_step_is_reached_and_every_branch_taken(name: str) -> None:
    shown = played(name).values()
    visits = {visit for one in shown for visit in one.trail}
    ways = {way for one in shown for way in one.ways}
    reach = reach_of(library_of(name, {}), visits, ways)
    assert (reach.unreached, reach.untaken) == ((), ())


@each_example
def test_walks_at_random_come_upon_nothing(name: str) -> None:
    _, exploration = explore(EXAMPLES / name, seed=1, walks=4, steps=40)
    assert exploration.found == ()
