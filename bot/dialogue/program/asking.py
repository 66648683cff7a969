"""What is asked."""

from typing import Literal

from bot.core.text import Text
from bot.dialogue.program.part import Part
from bot.dialogue.program.showing import ShownFile

AskType = Literal[
    "text",
    "choice",
    "choices",
    "yes_no",
    "number",
    "rating",
    "photo",
    "file",
    "location",
    "contact",
    "poll",
    "date",
    "time",
    "email",
    "phone",
    "url",
]


TAKING_SEVERAL = frozenset({"choices", "poll"})
"""Types whose answer is a list of choices: where a platform has no polls of its own, they are."""

CODED = frozenset[AskType](
    {"choice", "choices", "yes_no", "number", "rating", "poll", "date", "time"}
)
"""Types whose answers are codes that the question foresees: everything else is a person's own."""


class Choice(Part, frozen=True):
    """One answer of a choice question: `value` goes into the slot, `label` is shown."""

    value: str | int
    label: Text


class Question(Part, frozen=True):
    """What is asked, and what counts as an answer.

    `slot` is None where the answer is only kept for results. `minimum` and `maximum` bound a
    number or rating, or how many `choices` may be taken. `least` and `most` bound a date or time,
    or a number that is computed: a value, "now", or an expression. `where` has to hold of an
    answer. `again` holds variants. `media` is shown when it is first asked. Where `everyone` in a
    group answers, the slot holds how often each choice was taken; `enough` answers end it.
    """

    text: tuple[Text, ...]
    type: AskType = "text"
    slot: str | None = None
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    again: tuple[Text, ...] = ()
    optional: bool = False
    interruptible: bool = True
    media: tuple[ShownFile, ...] = ()
    least: str | None = None
    most: str | None = None
    where: str | None = None
    everyone: bool = False
    enough: int | None = None


class Ask(Part, frozen=True, tag="ask"):
    """Ask, and wait for the answer, for `within` seconds or for ever.

    When that time is over, or after so many `tries` that did not fit, it goes on at `otherwise`,
    None for the next instruction.
    """

    path: str
    question: Question
    within: int | None = None
    otherwise: int | None = None
    tries: int | None = None
