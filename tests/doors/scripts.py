"""The example's stories that can be played through any door, and how each one goes in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from adapters.webchat import Webchat
from bot.core.content import Message
from bot.core.events import Happening
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.store.database import open_store
from bot.stories.performance import Performance
from bot.stories.reading import read_stories
from bot.stories.stage import Stage
from bot.stories.story import SOMEBODY, Cast, Expects, Hears, Presses, Says, Story
from bot.stories.venue import clock_of, venue_of
from tests.databases.file import new_file
from tests.doors.neutral import SURVEY, Act, Heard, Press, Say, plain
from tests.doors.written_down import Kept, kept_of
from tests.product import ROOT

EXAMPLE = ROOT / "examples" / "we-converse"
THE_SURVEY = "the survey by its longest way"


@dataclass(frozen=True)
class Script:
    """What people do, in order: `acts` with the name of who does it."""

    name: str
    acts: tuple[tuple[str, Act], ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in it, in the order of their first words."""
        return tuple(dict.fromkeys(who for who, _ in self.acts))


@dataclass(frozen=True)
class Reference:
    """How a script goes in memory: what is heard after each act, and what is written down."""

    script: Script
    heard: tuple[tuple[Heard, ...], ...]
    kept: dict[str, Kept]

    def heard_by(self, who: str) -> list[Heard]:
        """Return all that one person hears."""
        acts = zip(self.script.acts, self.heard, strict=True)
        return [one for (actor, _), heard in acts if actor == who for one in heard]


@cache
def library() -> Library:
    """Return the example as the product reads it, every channel of it set up."""
    environ = {"SITE_SECRET": "whsec_" + "A" * 32, "TELEGRAM_TOKEN": "1:a", "DISCORD_TOKEN": "a"}
    reading = read_brand(EXAMPLE, environ, {"webchat", "webhook", "telegram", "discord"})
    assert reading.library is not None, reading.faults
    return reading.library


@cache
def stories() -> dict[str, Story]:
    """Return the stories that need nothing but people: no clock, no stubs, nobody known before."""
    read = read_stories(EXAMPLE)
    assert not read.faults
    return {story.name: story for story in read.stories if _needs_only_people(story)}


def _needs_only_people(story: Story) -> bool:
    return (
        story.now is None
        and story.cast == Cast()
        and story.language is None
        and all(isinstance(step, Says | Presses | Hears | Expects) for step in story.steps)
        and not any(isinstance(step, Says) and _is_more_than_words(step) for step in story.steps)
    )


def _is_more_than_words(step: Says) -> bool:
    return bool(step.attachments or step.contact or step.poll)


@cache
def scripts() -> dict[str, Script]:
    """Return every script by its name: the stories, and the survey."""
    found = {name: Script(name, tuple(_acts(story))) for name, story in stories().items()}
    survey = tuple((SOMEBODY, act) for act in SURVEY)
    return {**found, THE_SURVEY: Script(THE_SURVEY, survey)}


def _acts(story: Story) -> Iterator[tuple[str, Act]]:
    for step in story.steps:
        if isinstance(step, Says):
            yield step.who, Say(step.text)
        elif isinstance(step, Presses):
            yield step.who, Press(step.label, step.of)


class _Recorder(Stage):
    """A stage that remembers what each act was answered with."""

    async def act(self, who: str, happening: Happening) -> None:
        before = len(self.messages.get(who, ()))
        await super().act(who, happening)
        self.heard = [*getattr(self, "heard", []), self.messages.get(who, [])[before:]]


async def play_in_memory(script: Script, home: Path, name: str | None = None) -> Reference:
    """Play a script as `convivio test` does, and return what was said and written down.

    Args:
        script: what to play; a story of the example must also hold.
        home: a folder for the database.
        name: what everybody is called, where the platform always tells it.
    """
    story = stories().get(script.name)
    if story is None or name is not None:
        story = _as_story(script, Cast(name, name))
    database = new_file(home / f"memory-{name or 'nameless'}.db")
    store = await open_store(f"sqlite:///{database}")
    profiles = {"webchat": Webchat.capabilities}
    venue = venue_of(story, library().brand, profiles)
    stage = _Recorder(library(), story, venue, clock_of(story, library().brand))
    engine = await stage.open(store)
    try:
        await Performance(story, stage).play()
    finally:
        await engine.stop(0)
        await store.close()
    heard = tuple(tuple(map(_heard, messages)) for messages in stage.heard)
    return Reference(script, heard, kept_of(database))


def _as_story(script: Script, cast: Cast) -> Story:
    """Return a script as a story that asserts nothing."""
    place = next(iter(stories().values())).place
    steps = [
        Says(place, who, act.text)
        if isinstance(act, Say)
        else Presses(place, who, act.label, act.of)
        for who, act in script.acts
    ]
    return Story(script.name, place, tuple(steps), cast=cast)


def _heard(message: Message) -> Heard:
    return Heard(plain(message.text), tuple(button.label for button in message.buttons))
