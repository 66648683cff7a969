"""What somebody may do next, drawn at random from what a conversation admits."""

import ast
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from random import Random

from msgspec import Struct

from bot.core.content import Message
from bot.core.values import Value
from bot.dialogue.events.handed_over import DESK_ENDED
from bot.dialogue.expressions.expression import nodes_in
from bot.dialogue.program import Trigger, Wait, WaitFor
from bot.dialogue.publishing.library import Library
from bot.stories.sample_answers import admitted, is_sure, said, wrong
from bot.stories.standing import Standing
from bot.stories.story import (
    NOWHERE,
    SOMEBODY,
    Act,
    Arrives,
    Later,
    Occurs,
    Post,
    Posts,
    Presses,
    Starts,
)

ANYWHERE = ("help", "back", "back", "restart", "language", "privacy", "stop")
"""The universal words; people change their mind more often than they leave."""

AWAY = (60, 3_600, 86_400, 604_800)
"""Seconds that somebody is away: a minute, an hour, a day, a week."""

_READY = 0.75
"""How often a question that waits is simply answered."""

_IMPATIENT = 0.3
"""How often people hand somebody back, or somebody leaves whom they have."""

_BY_BUTTON = 0.6
"""How often an answer is pressed where there is something to press."""

_RECENT = 4
"""Messages of ours whose buttons are still looked at."""

_MANY = 5
"""New posts at once, which most brands tell as one."""

_Doing = Callable[[], Act | None]


class Move(Struct, frozen=True):
    """Something to do; `answers` says that the question which waits should take it."""

    step: Act
    answers: bool = False


class Impulses:
    """Draws what somebody does next.

    Args:
        library: the brand's dialogues.
        chance: decides; the same seed draws the same moves.
    """

    def __init__(self, library: Library, chance: Random) -> None:
        self._chance = chance
        self._starts = _starts(library) or [said("hello")]
        self._started = [0] * len(self._starts)
        self._events = [*_events(library), *_first_words(library)]

    def next(self, standing: Standing, messages: Sequence[Message], today: date) -> Move:
        """Return a move that makes sense, or a small nonsense, where somebody stands."""
        if standing.handed_over and self._chance.random() < _IMPATIENT:
            back = Occurs(NOWHERE, SOMEBODY, DESK_ENDED, {})
            return Move(self._chance.choice((back, back, said("stop"))))
        if standing.asked is not None and self._chance.random() < _READY:
            pressed = self._press(messages[-1:])
            if pressed is not None and self._chance.random() < _BY_BUTTON:
                return Move(pressed)
            sure = is_sure(standing.asked)
            return Move(admitted(standing.asked, self._chance, today), answers=sure)
        return Move(self._draw(standing, messages) or self._start())

    def _draw(self, standing: Standing, messages: Sequence[Message]) -> Act | None:
        """Return something to do besides answering, None where there is nothing of that sort."""
        asked, awaited = standing.asked is not None, bool(standing.awaited)
        hurries = standing.asked is not None and standing.asked.within is not None
        weighted: list[tuple[_Doing, int]] = [
            (self._start, 2 if asked else 8),
            (lambda: self._press(messages), 3),
            (self._say_a_word, 4 if asked else 1),
            (self._say_nonsense, 4 if asked else 1),
            (lambda: self._come_back_later(standing), 6 if awaited or hurries else 2),
            (lambda: self._let_happen(standing), 10 if awaited else 1),
        ]
        doings = [doing for doing, _ in weighted]
        return self._chance.choices(doings, [weight for _, weight in weighted])[0]()

    def _start(self) -> Act:
        """Start what was started least so far."""
        least = min(self._started)
        place = self._chance.choice(
            [place for place, count in enumerate(self._started) if count == least]
        )
        self._started[place] += 1
        return self._starts[place]

    def _press(self, messages: Sequence[Message]) -> Act | None:
        """Press a button: the newest of its label is meant."""
        shown = [button for message in messages[-_RECENT:] for button in message.buttons]
        labels = [button.label for button in shown if button.url is None]
        return Presses(NOWHERE, SOMEBODY, self._chance.choice(labels)) if labels else None

    def _say_a_word(self) -> Act:
        return said(self._chance.choice(ANYWHERE))

    def _say_nonsense(self) -> Act:
        return wrong(self._chance)

    def _come_back_later(self, standing: Standing) -> Act:
        """Come back when what is waited for is over, or some time."""
        asked = [] if standing.asked is None else [standing.asked.within]
        limits = [_limit(step) for step, _ in standing.awaited]
        times = [seconds for seconds in (*asked, *limits) if seconds is not None]
        return Later(NOWHERE, self._chance.choice(times or AWAY))

    def _let_happen(self, standing: Standing) -> Act | None:
        """Let an event come that is waited for, or one that starts something."""
        waits = [(step, slots) for step, slots in standing.awaited if isinstance(step, WaitFor)]
        if waits:
            step, slots = self._chance.choice(waits)
            return Occurs(NOWHERE, SOMEBODY, step.event, _fitting(step.where, slots))
        return self._chance.choice(self._events) if self._events else None


def _starts(library: Library) -> list[Act]:
    found = [
        step
        for _, dialogue in sorted(library.dialogues.items())
        for trigger in dialogue.triggers
        if (step := _starting(trigger)) is not None
    ]
    asked = () if library.faq is None else library.faq.asked.values()
    questions = [said(phrasings[0]) for phrasings in asked]
    return [*found, *questions, Arrives(NOWHERE, SOMEBODY, None)] if found else found


def _starting(trigger: Trigger) -> Act | None:
    if trigger.link is not None:
        return Arrives(NOWHERE, SOMEBODY, trigger.link)
    if trigger.command is not None:
        return said(f"/{trigger.command}")
    words = trigger.keyword or trigger.phrase
    return None if words is None else said(words)


def _events(library: Library) -> list[Act]:
    """Return events that start something: for somebody, or for who subscribes to a topic."""
    triggers = [one for found in library.dialogues.values() for one in found.triggers]
    known = sorted({(one.event, one.topic is not None) for one in triggers if one.event})
    return [
        Occurs(NOWHERE, SOMEBODY, name, {}, everyone=everyone) for name, everyone in known if name
    ]


def _first_words(library: Library) -> list[Act]:
    """Return what the brand begins: its broadcasts, and new posts of its feeds."""
    broadcasts = [Starts(NOWHERE, name) for name in sorted(library.broadcasts)]
    posts = [_posts(feed, count) for feed in sorted(library.brand.feeds) for count in (1, _MANY)]
    return [*broadcasts, *posts]


def _posts(feed: str, count: int) -> Posts:
    """Return so many new posts of a feed."""
    links = (f"https://example.org/{feed}/{number}" for number in range(count))
    return Posts(NOWHERE, feed, tuple(Post("A new post", link) for link in links))


def _limit(step: Wait | WaitFor) -> int | None:
    return step.seconds if isinstance(step, Wait) else step.within


def _fitting(where: str | None, slots: Mapping[str, Value]) -> Value:
    """Return data for which a condition such as `event.data.code == code` holds, as far as seen."""
    data: dict[str, Value] = {}
    for node in () if where is None else nodes_in(where):
        match node:
            case ast.Compare(
                left=ast.Attribute(value=ast.Attribute(attr="data"), attr=key),
                comparators=[ast.Name(id=slot)],
            ):
                data[key] = slots.get(slot)
            case ast.Compare(
                left=ast.Attribute(value=ast.Attribute(attr="data"), attr=key),
                comparators=[ast.Constant(value=str() | int() | float() as value)],
            ):
                data[key] = value
            case _:
                continue
    return data
