"""The names that a dialogue gives to values: slots, and facts about the person."""

import re
from typing import ClassVar, Self

from bot.brand.collected import Faults
from bot.brand.leaves import Words
from bot.brand.nodes import Node, Scalar
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.expressions.expression import KNOWN_FACTS, RESERVED

ANSWER = "answer"
"""What the condition on an answer calls it, beside the name of its slot."""

PERSON = "person."

SETTABLE_FACTS = ("first_name", "name", "language", "timezone")
"""Facts known of every person that a dialogue may set; consents and tags have ways of their own."""

_WAYS = {"tags": 'Use a step such as "tag: regular".', "subscribed": 'Use "offer".'}
"""How facts change that no dialogue may set."""

_EVENT = lazy_pattern(r"[A-Za-z0-9._-]{1,64}")
_IDENTIFIER = lazy_pattern(r"[^\W\d]\w{0,63}")


class SlotName(Words, frozen=True):
    """The name of a slot."""

    expected: ClassVar[str] = "a slot name such as view"

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the name; after a fault the one to write instead, so that it is not missed."""
        name = super().read(node, faults)
        if name is None and isinstance(node, Scalar) and not node.text.startswith(PERSON):
            repaired = _repaired(node.text)
            return None if repaired is None else cls(repaired, node)
        return name

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what an expression could not read back."""
        if text in RESERVED:
            return (
                f"{quoted(text)} has a meaning of its own and cannot be a slot.",
                "Use another name.",
            )
        if not _IDENTIFIER.fullmatch(text) or text.startswith("__"):
            hint = f'Write "{_repaired(text)}".' if _repaired(text) else None
            return f"{quoted(text)} cannot be a slot name: use letters, digits and _.", hint
        return None


class Target(SlotName, frozen=True):
    """What `set` gives a value: a slot, or `person.x`."""

    expected: ClassVar[str] = "a slot name, or person.x"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse facts that are not a dialogue's to set, and names that cannot be read back."""
        if not text.startswith(PERSON):
            return super().wrong(text)
        fact = text.removeprefix(PERSON)
        if fact in KNOWN_FACTS and fact not in SETTABLE_FACTS:
            hint = _WAYS.get(fact, "Use another name.")
            return f"{quoted(text)} is known by other ways and cannot be set.", hint
        return super().wrong(fact)


class EventName(Words, frozen=True):
    """The name of an event, as other systems send it or as they are told it."""

    expected: ClassVar[str] = "the name of an event such as order.shipped"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what no system could send."""
        if _EVENT.fullmatch(text):
            return None
        found = re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("_")[:64]
        message = f"{quoted(text)} cannot be the name of an event: letters, digits, . - and _."
        return message, f'Write "{found}".' if found else "Such as order.shipped."


def _repaired(text: str) -> str | None:
    found = re.sub(r"\W+", "_", text).strip("_")
    return found if _IDENTIFIER.fullmatch(found) and found not in RESERVED else None
