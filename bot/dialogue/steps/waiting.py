"""Waiting for a time or an event."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from bot.brand.leaves import Condition, Duration
from bot.dialogue.model.names import EventName, SlotName
from bot.dialogue.steps.block import Block, StepFields

WITHIN = "How long it waits; without otherwise the slot is then empty, and the dialogue goes on."
OTHERWISE = "The steps when that time is over; without end it then goes on after this step."


class WaitStep(StepFields, frozen=True, kw_only=True):
    """Waits, and goes on when the time is over; whatever is said meanwhile is served."""

    called: ClassVar[str] = 'a "wait" step'
    example: ClassVar[str] = """\
- say: I will ask you how it was.
- wait: 2h
- ask: How was it?
  as: impression
"""

    wait: Annotated[Duration, "How long."]


class WaitForStep(StepFields, frozen=True, kw_only=True):
    """Waits for an event about this person; whatever is said meanwhile is served."""

    called: ClassVar[str] = 'a "wait_for" step'
    example: ClassVar[str] = """\
- ask: Your order number?
  as: code
- wait_for: order.shipped
  where: event.data.code == code
  as: parcel
  within: 3d
  otherwise: [{say: It is late; we are looking into it.}, end]
- say: It is on its way with {parcel.carrier}.
"""

    wait_for: Annotated[EventName, "The event."]
    where: Annotated[
        Condition | None, "Which of these events, such as event.data.code == code; without it, any."
    ] = None
    as_: Annotated[SlotName | None, "The slot that keeps the event's data."] = None
    within: Annotated[Duration | None, WITHIN] = None
    otherwise: Annotated[Block | None, OTHERWISE] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps for when its time is over, if there are any."""
        if self.otherwise is not None:
            yield "otherwise", self.otherwise
