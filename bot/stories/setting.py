"""What a story names and the brand does not have: its channels, topics, and more."""

from collections.abc import Collection, Iterable, Iterator

from msgspec import UnsetType

from bot.brand.channels import ANNOUNCED
from bot.brand.faults import Fault, fault_at
from bot.brand.nodes import Place
from bot.brand.suggestions import did_you_mean
from bot.dialogue.machine.splitting import split_name
from bot.dialogue.program import Split
from bot.dialogue.publishing.library import Library
from bot.stories.story import Expects, Pins, Posts, Starts, Story


def setting_faults(
    stories: Iterable[Story], library: Library, adapters: Collection[str]
) -> tuple[Fault, ...]:
    """Return a fault for every name in these stories that means nothing here.

    Args:
        stories: as read from their files.
        library: the brand with its dialogues.
        adapters: the names of those that are installed.
    """
    return tuple(fault for story in stories for fault in _faults(story, library, adapters))


def _faults(story: Story, library: Library, adapters: Collection[str]) -> Iterator[Fault]:
    brand = library.brand
    places = {name: story.places.get(name, story.place) for name in ("channel", "with")}
    if story.channel is not None:
        known = {*brand.channels, *adapters, *ANNOUNCED}
        yield from _unknown(places["channel"], "channel", story.channel, known)
    for topic in story.cast.subscribed:
        yield from _unknown(places["with"], "topic", topic, brand.topics)
    if story.pinned is not None:
        yield from _pinned(story.pinned, library)
    for step in story.steps:
        if isinstance(step, Expects):
            yield from _expected(step, library)
        elif isinstance(step, Pins):
            yield from _pinned(step, library)
        elif isinstance(step, Posts):
            yield from _unknown(step.place, "feed", step.feed, brand.feeds)
        elif isinstance(step, Starts):
            yield from _unknown(step.place, "broadcast", step.broadcast, library.broadcasts)


def _pinned(pins: Pins, library: Library) -> Iterator[Fault]:
    known = _splits(library)
    for name, arm in pins.arms.items():
        yield from _unknown(pins.place, "split", name, known)
        if name in known:
            yield from _unknown(pins.place, f'arm of the split "{name}" called', arm, known[name])


def _splits(library: Library) -> dict[str, set[str]]:
    """Return the arms of every split, by its name alone and with its dialogue before it."""
    found: dict[str, set[str]] = {}
    for dialogue in library.dialogues.values():
        for step in dialogue.program.instructions:
            if isinstance(step, Split):
                for name in (step.name, split_name(dialogue.name, step.name)):
                    found.setdefault(name, set()).update(arm.name for arm in step.arms)
    return found


def _expected(step: Expects, library: Library) -> Iterator[Fault]:
    dialogue, subscribed = step.facts.dialogue, step.facts.subscribed
    if isinstance(dialogue, str):
        yield from _unknown(step.places["dialogue"], "dialogue", dialogue, library.dialogues)
    if not isinstance(subscribed, UnsetType):
        for topic in subscribed:
            yield from _unknown(step.places["subscribed"], "topic", topic, library.brand.topics)


def _unknown(place: Place, what: str, name: str, known: Collection[str]) -> Iterator[Fault]:
    if name in known:
        return
    hint = did_you_mean(name, known) or f"There are: {', '.join(sorted(known)) or 'none'}."
    message = f'The brand has no {what} "{name}".'
    yield fault_at(place, message, hint)
