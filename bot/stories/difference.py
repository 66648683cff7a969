"""What a failing story shows: where, what was expected, what was said, and how it came to that."""

import json
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import assert_never

import msgspec
from msgspec import Struct, UnsetType

from bot.brand.nodes import Place
from bot.core.content import Message
from bot.core.values import Value
from bot.stories.comparison import authored_labels, plain, same, text_fits
from bot.stories.story import (
    AnyOf,
    Anything,
    Contains,
    Exactly,
    Expected,
    Facts,
    Hears,
    Matches,
    Silence,
    WantedCard,
)

_SEEN = 20
"""Characters before a difference that are enough to find it."""


class Failure(Struct, frozen=True):
    """Why a story does not hold, at the step that shows it.

    `actual` is what was there instead, line by line; `conversation` all that was said before.
    """

    place: Place
    message: str
    expected: str | None = None
    actual: tuple[str, ...] = ()
    conversation: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Value]:
        """Return the failure as programs read it."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "message": self.message,
            "expected": self.expected,
            "actual": list(self.actual),
            "conversation": list(self.conversation),
        }


class StoryFailed(Exception):  # noqa: N818 - it tells what happened, it is no mistake of ours
    """A step of a story does not hold."""

    def __init__(self, failure: Failure) -> None:
        """Carry the failure to whoever plays the story."""
        super().__init__(failure.message)
        self.failure = failure


class Actual(Struct, frozen=True):
    """What is true of a person: the complete counterpart of what a story may assert.

    `handoff` are the reasons for which somebody of the team is still asked for.
    """

    slots: dict[str, Value]
    subscribed: tuple[str, ...]
    tags: tuple[str, ...]
    dialogue: str | None
    language: str
    outcome: str | None
    emitted: tuple[str, ...] = ()
    handoff: tuple[str, ...] = ()


def wanted(step: Hears) -> str:
    """Return in words what a `bot` step expects."""
    parts = [_wanted_text(step.expected)]
    parts += [] if step.media is None else [f"({media})" for media in step.media or ("no file",)]
    parts += [] if step.card is None else [_in_braces(step.card)]
    parts += [] if step.buttons is None else [f"[{' | '.join(step.buttons)}]"]
    return " ".join(parts)


def shown(message: Message) -> str:
    """Return a message as a failure shows it: text, (files), {card}, [buttons of its author]."""
    labels, card = authored_labels(message), message.card
    parts = [message.text] if message.text else []
    parts += [f"({media.url})" for media in message.media]
    if card is not None:
        image = None if card.image is None else card.image.url
        parts.append(_in_braces(WantedCard(card.title, card.text or None, image, card.url)))
    return " ".join([*parts, *([f"[{' | '.join(labels)}]"] if labels else [])])


def _in_braces(card: WantedCard) -> str:
    told = zip(card.__struct_fields__, msgspec.structs.astuple(card), strict=True)
    return "{" + ", ".join(f"{key}: {value}" for key, value in told if value is not None) + "}"


def otherwise(step: Hears, message: Message) -> str:
    """Return in words how a message is another than expected, where that is hard to see."""
    if text_fits(step.expected, message.text):
        return ": the text is right, and what is with it is not"
    if not isinstance(step.expected, Exactly):
        return ""
    wanted_text, said = plain(step.expected.text), plain(message.text)
    pairs = zip(wanted_text, said, strict=False)
    before = said[: sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))]
    return f': it differs after "…{before[-_SEEN:]}"' if len(before) > _SEEN else ""


def differing(facts: Facts, actual: Actual) -> tuple[str, ...]:
    """Return a line for every fact that is not as asserted."""
    return tuple(_differing(facts, actual))


def _differing(facts: Facts, actual: Actual) -> Iterator[str]:
    if not isinstance(facts.slots, UnsetType):
        for name, value in facts.slots.items():
            yield from _compare(f"slot {name}", value, actual.slots.get(name))
    yield from _compare_sets("subscribed", facts.subscribed, actual.subscribed)
    yield from _compare_sets("tags", facts.tags, actual.tags)
    yield from _compare("dialogue", facts.dialogue, actual.dialogue)
    yield from _compare("language", facts.language, actual.language)
    yield from _compare("outcome", facts.outcome, actual.outcome)
    yield from _compare_sets("emitted", facts.emitted, actual.emitted)
    yield from _compare_handoff(facts.handoff, actual.handoff)


def _compare(name: str, expected: Value | UnsetType, actual: Value) -> Iterator[str]:
    if not isinstance(expected, UnsetType) and not same(expected, actual):
        yield f"{name}: expected {_json(expected)}, is {_json(actual)}"


def _compare_handoff(expected: bool | str | UnsetType, reasons: Sequence[str]) -> Iterator[str]:
    """Compare whether, or for what reason, somebody of the team is asked for."""
    if isinstance(expected, bool):
        yield from _compare("handoff", expected, bool(reasons))
    elif isinstance(expected, str) and expected not in reasons:
        yield f"handoff: expected {_json(expected)}, is {_json([*reasons])}"


def _compare_sets(
    name: str, expected: Sequence[str] | UnsetType, actual: Sequence[str]
) -> Iterator[str]:
    if not isinstance(expected, UnsetType):
        yield from _compare(name, [*sorted(set(expected))], [*sorted(set(actual))])


def _wanted_text(expected: Expected) -> str:
    match expected:
        case Exactly(text):
            return text
        case Contains(part):
            return f"something that contains: {part}"
        case Matches(pattern):
            return f"something that matches: {pattern}"
        case AnyOf(texts):
            return f"one of: {' | '.join(texts)}"
        case Anything():
            return "a message"
        case Silence():
            return "nothing"
        case _:
            assert_never(expected)


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
