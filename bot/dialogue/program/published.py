"""A dialogue as published, and what starts it."""

from collections.abc import Mapping

from msgspec import Struct

from bot.dialogue.program.program import Program


class Trigger(Struct, frozen=True):
    """What starts a dialogue: exactly one of command, keyword, phrase, link and event is set.

    `keyword` is a whole word or words, `phrase` a whole message after normalisation. An event
    with a `topic` speaks first to its subscribers; one without is about one person, and quiet
    hours do not hold it where it is `urgent`.
    """

    command: str | None = None
    keyword: str | None = None
    phrase: str | None = None
    link: str | None = None
    event: str | None = None
    topic: str | None = None
    urgent: bool = False


FAQ = "faq.yaml"
"""What the program of answers is called, where programs have the names of dialogues."""


class Faq(Struct, frozen=True):
    """What is said to what people ask again and again.

    `program` has a step for each answer, and is never begun. `asked` are the ways to ask for each
    of them, by its path.
    """

    program: Program
    asked: Mapping[str, tuple[str, ...]]


class Dialogue(Struct, frozen=True):
    """A dialogue as published now: what starts it, and the program that a new run gets.

    `moves` lets conversations in an older version move to this one, where that is possible.
    """

    name: str
    triggers: tuple[Trigger, ...]
    program: Program
    moves: bool = False
