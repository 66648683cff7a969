"""Telling the brand's own systems."""

from typing import Annotated, ClassVar

from bot.brand.leaves import Anything, Words
from bot.dialogue.model.names import EventName
from bot.dialogue.steps.block import StepFields


class EmitStep(StepFields, frozen=True, kw_only=True):
    """Tells the brand's own systems that something happened: see events_to in brand.yaml."""

    called: ClassVar[str] = 'an "emit" step'
    example: ClassVar[str] = """\
- ask: What can we do better?
  as: wish
- emit: wish.told
  with: {wish: "{wish}", from: "{person.first_name}"}
- say: Thank you, we will read it.
"""

    emit: Annotated[EventName, "The event."]
    with_: Annotated[
        dict[Words, Anything] | None,
        "What is told: texts with {expressions}, or values as they are.",
    ] = None
