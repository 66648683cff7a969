"""What a walk is: what somebody did and heard, and what was found on the way."""

from typing import Literal

from msgspec import Struct

from bot.core.content import Message
from bot.dialogue.machine.turn import Visit
from bot.stories.impulses import Move
from bot.stories.reach import Way
from bot.stories.story import Story, Stub

Kind = Literal["crash", "incident", "silence", "refusal"]


class Finding(Struct, frozen=True):
    """Something that a brand should know: `kind`, where, and in words what.

    A `crash` is the product's own, an `incident` something in the brand's files; `silence` is a
    message that nothing answers, `refusal` a question that takes none of its own answers.
    """

    kind: Kind
    place: str
    words: str


class Stride(Struct, frozen=True):
    """One move of a walk, with everything that was said then."""

    move: Move
    heard: tuple[Message, ...]


class Opening(Struct, frozen=True):
    """A walk before its first move: who, where, when and in which language, and the outside."""

    story: Story
    stubs: tuple[Stub, ...] = ()


class Walk(Struct, frozen=True):
    """What somebody did and heard, and what was found, each with the conversation until then."""

    number: int
    opening: Opening
    strides: tuple[Stride, ...]
    found: dict[Finding, tuple[str, ...]]
    trail: frozenset[Visit]
    ways: frozenset[Way]
