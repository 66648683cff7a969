"""Asking something."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from bot.brand.leaves import Amount, Condition, Duration, Flag, Keyword
from bot.dialogue.model.bounds import Bound
from bot.dialogue.model.choices import Options
from bot.dialogue.model.names import SlotName
from bot.dialogue.steps.block import Block, StepFields
from bot.dialogue.steps.elsewhere import KEYS_ELSEWHERE, TYPES_ELSEWHERE
from bot.dialogue.steps.saying import Variants
from bot.dialogue.steps.showing import ShownFiles
from bot.dialogue.steps.waiting import OTHERWISE, WITHIN


class AskType(Keyword, frozen=True):
    """What kind of answer a question takes."""

    expected: ClassVar[str] = (
        "text, choice, choices, yes_no, number, rating, date, time, email, phone, url, "
        "photo, file, location, contact or poll"
    )
    meant: ClassVar[Mapping[str, str]] = TYPES_ELSEWHERE
    known: ClassVar[tuple[str, ...]] = (
        *("text", "choice", "choices", "yes_no", "number", "rating"),
        *("date", "time", "email", "phone", "url"),
        *("photo", "file", "location", "contact", "poll"),
    )


class AskStep(StepFields, frozen=True, kw_only=True):
    """Asks, and waits for the answer."""

    called: ClassVar[str] = 'an "ask" step'
    elsewhere: ClassVar[Mapping[str, str]] = KEYS_ELSEWHERE
    example: ClassVar[str] = """\
- ask: Today, marketing is above all…
  as: view
  choices: {interruption: An interruption, conversation: A conversation}
- ask: From 0 to 10, how much does your company practise it?
  as: score
  type: number
  min: 0
  max: 10
  again: A number between 0 and 10, please.
  within: 24h
  otherwise: [{say: "No hurry, we can go on another day."}, end]
- say: "{view}: {score} of 10."
- ask: Would you show us where you work?
  as: workshop
  type: photo
  optional: true
- ask: Which day shall we talk about it?
  as: day
  type: date
  min: today
  where: days(now, day) < 60
  again: A day within two months, please.
  tries: 3
  otherwise: [{say: "We will write to you, then."}, end]
- say: See you on {day}.
"""

    ask: Annotated[Variants, "The question."]
    media: Annotated[ShownFiles | None, "Pictures and other files that the question is about."] = (
        None
    )
    as_: Annotated[SlotName | None, "The slot that keeps the answer; without it, results do."] = (
        None
    )
    type: Annotated[AskType | None, "What counts as an answer; text, or choice with choices."] = (
        None
    )
    choices: Annotated[Options | None, "What may be chosen: labels, or values with labels."] = None
    min: Annotated[
        Bound | None, "The least number, the first date or time, the fewest choices."
    ] = None
    max: Annotated[
        Bound | None, "The greatest number, the last date or time, the most choices."
    ] = None
    where: Annotated[
        Condition | None,
        "What else must hold, with the answer in its slot, or as `answer`: answer % 2 == 0.",
    ] = None
    again: Annotated[Variants | None, "What is said when an answer does not fit."] = None
    optional: Annotated[Flag | None, "Whether the question may be skipped."] = None
    interruptible: Annotated[Flag | None, "Whether something else may be started meanwhile."] = None
    tries: Annotated[
        Amount | None, "After how many that do not fit it goes on as if its time were over."
    ] = None
    everyone: Annotated[
        Flag | None,
        "Whether everyone in the group answers, until its time is over: the slot counts the answers"
        " by choice.",
    ] = None
    enough: Annotated[
        Amount | None, "After the answers of how many people it ends, where everyone answers."
    ] = None
    within: Annotated[Duration | None, WITHIN] = None
    otherwise: Annotated[Block | None, OTHERWISE] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps for when its time is over, if there are any."""
        if self.otherwise is not None:
            yield "otherwise", self.otherwise
