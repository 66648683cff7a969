"""A compiled dialogue: flat instructions with absolute jumps, so that one number is a place in it.

Programs are values: they are stored by content hash, and a conversation stays on its version.
Expressions and texts are kept as sources and parsed once per process (`bot.dialogue.expressions`).
`path` names the authored step (`steps.2.then.0`): stable where a number is not, so results,
stories, consent sources and later versions refer to it.
"""

from typing import Literal

from msgspec import Struct, field

from bot.core.text import Text
from bot.core.values import Value

AskType = Literal["text", "choice", "choices", "yes_no", "number", "rating"]


class Choice(Struct, frozen=True):
    """One answer of a choice question: `value` goes into the slot, `label` is shown."""

    value: str
    label: Text


class Question(Struct, frozen=True):
    """What is asked, and what counts as an answer.

    `slot` is None where the answer is only kept for results. `minimum` and `maximum` bound a
    number or rating, or how many `choices` may be taken. `again` holds variants.
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


class SayButton(Struct, frozen=True):
    """A button under something said: exactly one of the four targets is set.

    `run` calls a dialogue, `go` replaces the running one, `url` opens a page, and `say` answers
    with a text.
    """

    label: Text
    run: str | None = None
    go: str | None = None
    url: str | None = None
    say: Text | None = None


class Say(Struct, frozen=True, tag="say"):
    """Send one of the variants; which one is stable per person."""

    path: str
    variants: tuple[Text, ...]
    buttons: tuple[SayButton, ...] = ()


class Ask(Struct, frozen=True, tag="ask"):
    """Ask, and wait for the answer, for `within` seconds or for ever.

    When that time is over it goes on at `otherwise`, None for the next instruction.
    """

    path: str
    question: Question
    within: int | None = None
    otherwise: int | None = None


class Offer(Struct, frozen=True, tag="offer"):
    """Ask for consent to a topic with its recorded wording; passes silently where it is given.

    `slot` gets true or false, None where the author named none. `within` and `otherwise` are as
    those of a question.
    """

    path: str
    topic: str
    slot: str | None = None
    within: int | None = None
    otherwise: int | None = None


class Wait(Struct, frozen=True, tag="wait"):
    """Rest for so many seconds."""

    path: str
    seconds: int


class WaitFor(Struct, frozen=True, tag="wait_for"):
    """Rest until the event comes for which `where` holds (None: any of that name).

    `slot` gets its data. `within` and `otherwise` are as those of a question.
    """

    path: str
    event: str
    slot: str | None = None
    where: str | None = None
    within: int | None = None
    otherwise: int | None = None


class Emit(Struct, frozen=True, tag="emit"):
    """Tell the brand's own systems of an event, with `data` resolved as values of `set` are."""

    path: str
    event: str
    data: dict[str, Value] = field(default_factory=dict)


class Subscribe(Struct, frozen=True, tag="subscribe"):
    """Record the consent that the person has just expressed by a yes of their own."""

    path: str
    topic: str


class Unsubscribe(Struct, frozen=True, tag="unsubscribe"):
    """Withdraw the consent to a topic."""

    path: str
    topic: str


class Set(Struct, frozen=True, tag="set"):
    """Give slots (`x`) or facts of the person (`person.x`) new values, in order.

    A text value is a template; one that is exactly one `{expression}` keeps its type.
    """

    path: str
    values: dict[str, Value]


class Test(Struct, frozen=True, tag="test"):
    """Go on with the next instruction where `condition` holds, else at `otherwise`."""

    path: str
    condition: str
    otherwise: int


class Match(Struct, frozen=True, tag="match"):
    """Go to the case that equals `subject` (by value, with text fallback), else `otherwise`."""

    path: str
    subject: str
    cases: dict[str, int]
    otherwise: int


class Jump(Struct, frozen=True, tag="jump"):
    """Go on elsewhere: written by the compiler, never by an author."""

    to: int


class Run(Struct, frozen=True, tag="run"):
    """Call a dialogue and return: `arguments` set its slots, `slot` gets the map of them back."""

    path: str
    dialogue: str
    arguments: dict[str, Value] = field(default_factory=dict)
    slot: str | None = None


class Go(Struct, frozen=True, tag="go"):
    """End this dialogue and begin another in its place."""

    path: str
    dialogue: str


class End(Struct, frozen=True, tag="end"):
    """End this dialogue; also the last instruction of every program."""

    path: str


class Restart(Struct, frozen=True, tag="restart"):
    """Begin this dialogue again with empty slots."""

    path: str


Instruction = (
    Say
    | Ask
    | Offer
    | Subscribe
    | Unsubscribe
    | Set
    | Test
    | Match
    | Jump
    | Run
    | Go
    | End
    | Restart
    | Wait
    | WaitFor
    | Emit
)


class Program(Struct, frozen=True):
    """One version of a dialogue; `version` is the hash of everything else in it."""

    dialogue: str
    title: Text
    language: str
    instructions: tuple[Instruction, ...]
    slots: tuple[str, ...] = ()
    interruptible: bool = True
    version: str = ""


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


class Dialogue(Struct, frozen=True):
    """A dialogue as published now: what starts it, and the program that a new run gets."""

    name: str
    triggers: tuple[Trigger, ...]
    program: Program
