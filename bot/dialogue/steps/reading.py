"""Reading one step of a list: its kind is the word that only that kind has."""

import re

from bot.brand.collected import Faults
from bot.brand.nodes import Node, Scalar, Table, scalars_in
from bot.brand.shapes import keys_of
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.steps.block import Broken, StepFields
from bot.dialogue.steps.calling import EndStep, RestartStep
from bot.dialogue.steps.elsewhere import STEPS_ELSEWHERE
from bot.dialogue.steps.handing import HandoffStep
from bot.dialogue.steps.kinds import BY_KIND, KEYWORDS, STEP_KINDS, Step

_KEYS = {key for kind in STEP_KINDS for key in keys_of(kind)} - KEYWORDS
"""Everything that stands beside the kind of a step."""

_UNFINISHED = lazy_pattern(r"(\w+)(:\S.*|:?\s.*)", re.DOTALL)


def read_step(node: Node, faults: Faults) -> Step:
    """Return the step that one line of a list is, `Broken` after a fault."""
    return _step(node, faults) or _broken(node)


def _step(node: Node, faults: Faults) -> Step | None:
    match node:
        case Scalar(text="end"):
            return EndStep(place=node.place)
        case Scalar(text="handoff"):
            return HandoffStep(place=node.place)
        case Scalar(text="restart"):
            return RestartStep(place=node.place)
        case Table():
            kind = _kind(node, faults)
            return None if kind is None else _loaded(kind, node, faults)
        case _:
            _refuse_shape(node, faults)
            return None


def _broken(node: Node) -> Broken:
    return Broken(node.place, frozenset(scalar.text for scalar in scalars_in(node)))


def _loaded(kind: type[StepFields], node: Table, faults: Faults) -> Step | None:
    step = kind.read(node, faults)
    assert step is None or isinstance(step, Step)
    return step


def _kind(node: Table, faults: Faults) -> type[StepFields] | None:
    keys = [entry.key for entry in node.entries if entry.key.text in KEYWORDS]
    if not keys:
        _refuse_unknown(node, faults)
        return None
    for extra in keys[1:]:
        message = f'There are two steps in one item: "{keys[0].text}" and "{extra.text}".'
        faults.error(extra.place, message, f'Begin a new line with "- {extra.text}".')
    return BY_KIND.get(keys[0].text) if len(keys) == 1 else None


def _refuse_unknown(node: Table, faults: Faults) -> None:
    if not node.entries:
        faults.error(node.place, "This step is empty.")
        return
    for entry in node.entries:
        if hint := _meant(entry.key.text) or did_you_mean(entry.key.text, BY_KIND):
            faults.error(entry.key.place, f"{quoted(entry.key.text)} is not a step.", hint)
            return
    key = node.entries[0].key
    faults.error(
        key.place, f"{quoted(key.text)} is not a step.", f"Steps are {', '.join(BY_KIND)}."
    )


def _meant(word: str) -> str | None:
    """Return what to do about a key of another step, or a word that others use; None for others."""
    if word in _KEYS:
        return 'It belongs to the step above it: write it without "- ", in line with its keys.'
    here = STEPS_ELSEWHERE.get(word.casefold())
    return None if here is None else f'Write "{here}".'


def _refuse_shape(node: Node, faults: Faults) -> None:
    if isinstance(node, Scalar) and node.value is None:
        faults.error(node.place, "This step is empty.")
        return
    text = node.text if isinstance(node, Scalar) else ""
    meant = _meant(text) if text.casefold() in STEPS_ELSEWHERE else None
    hint = meant or _completed(text) or did_you_mean(text, ("end", "restart"))
    usual = 'Write it as "- say: …" or "- ask: …".'
    faults.error(node.place, "This is not a step.", hint or usual)


def _completed(text: str) -> str | None:
    """Return how to write a line that lacks its colon, or the space after it."""
    found = _UNFINISHED.fullmatch(text)
    if found is None or found[1] not in KEYWORDS:
        return None
    lacking = "a space after the colon" if found[2].startswith(":") else "a colon and a space"
    return f'Put {lacking}: "{found[1]}: …".'
