"""Consents to topics: asking for them, recording and withdrawing them."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from bot.brand.leaves import Duration, Name
from bot.dialogue.model.names import SlotName
from bot.dialogue.steps.block import Block, StepFields
from bot.dialogue.steps.waiting import OTHERWISE, WITHIN


class OfferStep(StepFields, frozen=True, kw_only=True):
    """Asks for the consent to a topic, with its wording; passes where it is given already."""

    called: ClassVar[str] = 'an "offer" step'
    example: ClassVar[str] = """\
- offer: blog
  as: wants
- if: wants
  then: [{say: You will hear of the next one.}]
"""

    offer: Annotated[Name, "The topic."]
    as_: Annotated[SlotName | None, "The slot that keeps the answer: true or false."] = None
    within: Annotated[Duration | None, WITHIN] = None
    otherwise: Annotated[Block | None, OTHERWISE] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps for when its time is over, if there are any."""
        if self.otherwise is not None:
            yield "otherwise", self.otherwise


class SubscribeStep(StepFields, frozen=True, kw_only=True):
    """Records the consent to a topic, right after a yes of the person's own."""

    called: ClassVar[str] = 'a "subscribe" step'
    example: ClassVar[str] = """\
- ask: Shall I write to you when there is a new post?
  as: wants
  type: yes_no
- if: wants
  then: [{subscribe: blog}]
"""

    subscribe: Annotated[Name, "The topic."]


class UnsubscribeStep(StepFields, frozen=True, kw_only=True):
    """Withdraws the consent to a topic."""

    called: ClassVar[str] = 'an "unsubscribe" step'
    example: ClassVar[str] = """\
- unsubscribe: blog
- say: No more posts.
"""

    unsubscribe: Annotated[Name, "The topic."]
