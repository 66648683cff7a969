"""A machine for tests of time: it sets timers, lets in what happens or not, and tells all of it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from acting import BRAND, SITE, Theatre, send

from bot.core.effects import (
    CloseDoor,
    DropTimer,
    Effect,
    EmitEvent,
    ErasePerson,
    GiveConsent,
    OpenDoor,
    Postpone,
    SetTimer,
    StopEverything,
    WithdrawConsent,
)
from bot.core.events import (
    Began,
    Blocked,
    Due,
    Event,
    Happened,
    Said,
    Unblocked,
)
from bot.core.person import Person
from bot.core.values import Value
from bot.dialogue.program import Dialogue, Program, Trigger
from bot.engine.outside import OutsideEvent, Taken
from bot.store.moments import to_moment

EVENING = datetime(2030, 1, 1, 21, tzinfo=UTC)
"""22:00 in Rome."""
MORNING = datetime(2030, 1, 2, 7, 30, tzinfo=UTC)
"""08:30 in Rome: quiet hours end."""


class Mind:
    """Decides by the first word that is said; while it is `busy` it lets nothing in."""

    def __init__(self) -> None:
        self.busy = False

    def __call__(self, event: Event, person: Person) -> Sequence[Effect]:  # noqa: PLR0911 - a table
        match event.happening:
            case Said(text):
                return self._said(text.split())
            case Blocked():
                return [CloseDoor()]
            case Unblocked():
                return [OpenDoor()]
            case Happened() | Began() if self.busy:
                return [Postpone()]
            case Happened(name, data):
                return [send(name if data is None else f"{name} {data}")]
            case Due(timer):
                return [send(f"due {timer}")]
            case Began(dialogue, _, _, name):
                return [] if dialogue == "silence" else [send(f"{dialogue} {name}")]
            case _:
                return []

    def frees(self, event: Event) -> bool:
        """Say whether this event ends what was under way."""
        if isinstance(event.happening, Said) and event.happening.text == "done":
            self.busy = False
            return True
        return False

    def _said(self, words: Sequence[str]) -> Sequence[Effect]:  # noqa: PLR0911 - a table
        match words:
            case ["wait", timer, seconds]:
                return [SetTimer(timer, int(seconds)), send("waiting")]
            case ["ask", timer, seconds]:
                return [send("question"), SetTimer(timer, int(seconds), message=0)]
            case ["drop", timer]:
                return [DropTimer(timer), send("dropped")]
            case ["begin"]:
                self.busy = True
                return [send("begun")]
            case ["yes", topic]:
                return [GiveConsent(topic, "Tell me", "en", "survey/1"), send("thanks")]
            case ["no", topic]:
                return [WithdrawConsent(topic, "survey/2"), send("noted")]
            case ["stop"]:
                return [WithdrawConsent(None, "stop"), StopEverything(), send("stopped")]
            case ["erase"]:
                return [ErasePerson(send("bye").message)]
            case ["emit", name]:
                return [EmitEvent(name, {"a": 1})]
            case _:
                return [send(" ".join(words))]


def timed(theatre: Theatre) -> Mind:
    """Give a theatre a mind of this kind."""
    mind = Mind()
    theatre.says = mind
    theatre.frees = mind.frees
    return mind


def started_by(
    event: str, *, topic: str | None = None, urgent: bool = False, name: str
) -> Dialogue:
    """Return a dialogue that an event starts."""
    trigger = Trigger(event=event, topic=topic, urgent=urgent)
    return Dialogue(name, (trigger,), Program(name, "t", "en", ()))  # type: ignore[arg-type]


ORDERS = {
    "order": started_by("order.paid", name="order"),
    "alarm": started_by("alarm", urgent=True, name="alarm"),
    "post": started_by("post", topic="blog", name="post"),
    "silence": started_by("hush", topic="blog", name="silence"),
}


async def happens(
    theatre: Theatre, name: str, who: str | None = "ada", key: str = "", data: Value = None
) -> Taken:
    """Let something happen elsewhere, and return when all that follows is done."""
    channel = None if who is None else SITE.name
    event = OutsideEvent(BRAND, key or f"{name}-{who}", name, data, channel, who)
    taken = await theatre.engine.happened(event)
    await theatre.engine.settled()
    return taken


async def at(theatre: Theatre, moment: datetime) -> None:
    """Move the clock to a moment, and let everything happen that is due."""
    theatre.clock.now = moment
    await theatre.engine.settled()


def moment(theatre: Theatre) -> int:
    """Return the theatre's present as rows hold it."""
    return to_moment(theatre.clock())
