"""What a turn asks for: the machine decides, the engine writes these in one transaction."""

from typing import Literal

from msgspec import Struct

from bot.core.calls import Limits, Target
from bot.core.content import Message
from bot.core.ids import DeliveryId, RunId
from bot.core.values import Value

RunEnd = Literal["ended", "replaced", "stopped", "restarted", "overtaken", "failed"]


HandoverEnd = Literal["ended", "stopped"]


class Send(Struct, frozen=True, tag="send"):
    """Answer in the space that the event came from; `path` is the step that speaks, if one does.

    `topic` is what its dialogue was opened for, None where the person began it.
    """

    message: Message
    path: str | None = None
    topic: str | None = None


class GiveConsent(Struct, frozen=True, tag="give"):
    """The person said yes to `topic`, having read exactly `wording` in `language`.

    `message` is the reference of the message that showed the wording, `source` the step.
    """

    topic: str
    wording: str
    language: str
    source: str
    message: str | None = None


class WithdrawConsent(Struct, frozen=True, tag="withdraw"):
    """The person no longer wants `topic`; None withdraws every topic (*stop*)."""

    topic: str | None
    source: str


class RememberPerson(Struct, frozen=True, tag="remember"):
    """Set one fact of the person: `language`, `timezone`, `tags`, or a value that dialogues set.

    `tags` are all that they have then, as a list of texts; `named` are those that were given or
    taken, be it that nothing changed by it. `run` is where it was done, None outside of dialogues.
    """

    name: str
    value: Value
    run: RunId | None = None
    named: tuple[str, ...] = ()


class RecordArm(Struct, frozen=True, tag="arm"):
    """The person goes one way of a split: `split` names it in the brand, and keeps them there.

    For results it is an answer of the run, at `path`.
    """

    run: RunId
    dialogue: str
    path: str
    split: str
    arm: str
    slot: str | None = None


class HandOver(Struct, frozen=True, tag="hand-over"):
    """Somebody is asked for, at `place` (`dialogue/path`); `desk` says that there is one.

    `run` is the one that stands there, None outside of dialogues.
    """

    reason: str | None
    place: str
    desk: bool
    run: RunId | None = None


class HandBack(Struct, frozen=True, tag="hand-back"):
    """The desk has handed the conversation back, or the person has stopped."""

    end: HandoverEnd


class TellDesk(Struct, frozen=True, tag="desk"):
    """Tell the desk what the person says while it has taken over, or what it has to know."""

    message: Message


class BeginRun(Struct, frozen=True, tag="begin"):
    """A run of a dialogue began, in the version named by its content hash.

    `follows` is the run that has called it, or in whose place it is, None where somebody began it.
    """

    run: RunId
    dialogue: str
    version: str
    follows: RunId | None = None


class RecordAnswer(Struct, frozen=True, tag="answer"):
    """A question was answered, or answered again: `value` is None where it was skipped.

    `coded` says that the value is one of those that the question foresees, such as a choice, a
    number or a day, and nobody's own words.
    """

    run: RunId
    dialogue: str
    path: str
    slot: str | None
    value: Value
    coded: bool = False


class ForgetAnswer(Struct, frozen=True, tag="forget-answer"):
    """*back* left this question: its answer no longer counts unless it is given again."""

    run: RunId
    path: str


class EndRun(Struct, frozen=True, tag="end"):
    """A run ended, with the last values of its slots."""

    run: RunId
    end: RunEnd
    slots: dict[str, Value]


class StopEverything(Struct, frozen=True, tag="stop"):
    """*stop*: cancel what is still to be sent to this person, besides this turn's confirmation."""


class ExportPerson(Struct, frozen=True, tag="export"):
    """Send the person all that is held about them, as a JSON file, saying `message` beside it."""

    message: Message
    file_name: str


class ErasePerson(Struct, frozen=True, tag="erase"):
    """Erase the person now; `farewell` is the last message, kept only until it is delivered."""

    farewell: Message


class GiveLinkCode(Struct, frozen=True, tag="link-code"):
    """Give the person a code by which another account of theirs is joined, saying `text`.

    `{code}` stands for it there; `opening` introduces the addresses that enter it, if any.
    """

    text: str
    opening: str


class EnterLinkCode(Struct, frozen=True, tag="enter-code"):
    """The person has entered a code that another account was given: both sides are asked."""

    code: str


class AnswerLink(Struct, frozen=True, tag="answer-link"):
    """One side says whether the account on the other is theirs: joined where both say yes."""

    link: str
    agreed: bool


class PartAccounts(Struct, frozen=True, tag="part"):
    """The person takes this account from those that are joined as theirs."""


class CloseDoor(Struct, frozen=True, tag="close"):
    """The person wants nothing more on this account: what waits for it is cancelled."""


class OpenDoor(Struct, frozen=True, tag="open"):
    """The person can be written to on this account again."""


class MoveSpace(Struct, frozen=True, tag="move-space"):
    """The space of this event has another id: what is kept or waits under the old one follows."""

    to: str


class MarkUndelivered(Struct, frozen=True, tag="undelivered"):
    """A message of ours did not arrive: it is kept among those that were rejected."""

    delivery: DeliveryId
    reason: str


class SetTimer(Struct, frozen=True, tag="set-timer"):
    """Let `Due(timer)` happen `after` seconds from this event.

    `message` is the position of the effect whose message the person has to have before the time
    runs: where that is taken by the platform later, the time moves on with it. None: it does not.
    """

    timer: str
    after: int
    message: int | None = None


class DropTimer(Struct, frozen=True, tag="drop-timer"):
    """Nothing waits for this timer any more."""

    timer: str


class EmitEvent(Struct, frozen=True, tag="emit"):
    """Tell the brand's own systems: one outgoing event about this person."""

    name: str
    data: dict[str, Value]


class Call(Struct, frozen=True, tag="call"):
    """Call an action or another system; `Answered(call)` happens once it has answered, or failed.

    Every try carries `key`: whoever is called can tell a repetition by it. `place` is the step,
    `dialogue/path`.
    """

    call: str
    key: str
    place: str
    target: Target
    limits: Limits = Limits()


class Postpone(Struct, frozen=True, tag="postpone"):
    """This event has to wait; nothing else was decided.

    It waits until the dialogue under way has ended, or a call of it is answered.
    """


class ReportIncident(Struct, frozen=True, tag="incident"):
    """Something in the brand's files went wrong while a person was talking; never shown to them.

    `place` is `dialogue/path`; `reason` holds no text of a person.
    """

    place: str
    reason: str


Effect = (
    Send
    | GiveConsent
    | WithdrawConsent
    | RememberPerson
    | RecordArm
    | HandOver
    | HandBack
    | TellDesk
    | BeginRun
    | RecordAnswer
    | ForgetAnswer
    | EndRun
    | StopEverything
    | ExportPerson
    | ErasePerson
    | GiveLinkCode
    | EnterLinkCode
    | AnswerLink
    | PartAccounts
    | CloseDoor
    | OpenDoor
    | MoveSpace
    | MarkUndelivered
    | SetTimer
    | DropTimer
    | EmitEvent
    | Call
    | Postpone
    | ReportIncident
)
