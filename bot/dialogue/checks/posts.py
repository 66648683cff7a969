"""What is posted in spaces of the brand's own: the words before the first question."""

from collections.abc import Sequence

from bot.brand.collected import Faults
from bot.brand.leaves import Name
from bot.brand.loading import BrandReading
from bot.brand.wording import quoted
from bot.dialogue.model.script import Script
from bot.dialogue.steps import (
    AskStep,
    Block,
    DoStep,
    HandoffStep,
    HttpStep,
    OfferStep,
    SayStep,
    SetStep,
    TagStep,
    UntagStep,
    WaitForStep,
    WaitStep,
)

_ENDS = (AskStep, OfferStep, WaitStep, WaitForStep, DoStep, HttpStep, HandoffStep)
"""Where a post ends: nobody answers there, and nothing goes on."""


def check_posts(
    brand: BrandReading | None,
    dialogue: Name,
    topic: Name,
    scripts: Sequence[Script],
    faults: Faults,
) -> None:
    """Warn of a dialogue that says nothing before it asks, where it is to be posted.

    Args:
        brand: whose spaces these are, None where brand.yaml could not be read.
        dialogue: what is opened.
        topic: for whose subscribers.
        scripts: the dialogues that could be read.
        faults: where to add.
    """
    topics = {} if brand is None else brand.file.topics or {}
    line = next((line for name, line in topics.items() if name.text == topic.text), None)
    script = next((one for one in scripts if one.dialogue.text == dialogue.text), None)
    if line is None or not line.posted_in or script is None or not _asks_first(script.steps):
        return
    spaces = ", ".join(space.text for space in line.posted_in.values())
    message = f"Nothing of {quoted(dialogue.text)} is posted in {spaces}."
    hint = "Let it say something first: what stands before its first question is posted there."
    faults.warning(dialogue.place, message, hint)


def _asks_first(block: Block) -> bool:
    """Say whether it certainly says nothing before it asks, waits or calls."""
    first = next((step for step in block.steps if isinstance(step, (SayStep, *_ENDS))), None)
    before = block.steps if first is None else block.steps[: block.steps.index(first)]
    may_speak = any(not isinstance(step, SetStep | TagStep | UntagStep) for step in before)
    return isinstance(first, _ENDS) and not may_speak
