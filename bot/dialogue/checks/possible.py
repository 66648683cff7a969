"""What a slot can hold, where only questions with known answers give it a value."""

from collections.abc import Iterable

from bot.dialogue.checks.flow import goes_on
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.steps import AskStep, MatchStep, SplitStep

TRUTHS = ("true", "false")
"""The values of a yes or no, as an author writes them."""

_IN_WORDS = {"yes": "true", "no": "false"}


Values = frozenset[str | int]
"""What a slot can hold, as an author writes it: whole numbers too, where they are bare keys."""


def is_exhaustive(scene: Scene, step: MatchStep) -> bool:
    """Say whether the cases of a step cover everything that its value can be."""
    slot = step.match.text.strip()
    possible = possible_values(scene).get(slot)
    if possible is None:
        return False
    named = {named_by(case.text, possible) for case in step.cases}
    if not named.issuperset(map(str, possible)):
        return False
    questions = [one for _, one in scene.steps if isinstance(one, AskStep) and one.as_ is not None]
    return not any(one.as_.text == slot and may_be_empty(one) for one in questions if one.as_)


def named_by(case: str, values: Values) -> str:
    """Return the value that a case stands for: `yes` and `no` too are cases of a yes or no."""
    return _IN_WORDS.get(case, case) if values == frozenset(TRUTHS) else case


def possible_values(scene: Scene) -> dict[str, Values]:
    """Return, for each slot that only choices, yes or no or splits set, what it can be."""
    found: dict[str, Values] = {}
    telling = [step for _, step in scene.steps if isinstance(step, AskStep | SplitStep)]
    open_slots = given_otherwise(scene, telling)
    for step in telling:
        if step.as_ is None:
            continue
        values = _values_of(step)
        if values is None:
            open_slots.add(step.as_.text)
        else:
            found[step.as_.text] = found.get(step.as_.text, frozenset()) | values
    return {slot: values for slot, values in found.items() if slot not in open_slots}


def given_otherwise(scene: Scene, steps: Iterable[AskStep | SplitStep]) -> set[str]:
    """Return the slots that something else than these steps may give a value."""
    own = {id(step.as_) for step in steps}
    given = {slot.text for slot in scene.given if id(slot) not in own}
    return given | scene.known.arguments.get(scene.name, frozenset()) | scene.doubtful


def may_be_empty(step: AskStep) -> bool:
    """Say whether the dialogue may go on without an answer."""
    limited = step.within is not None or step.tries is not None
    late = limited and (step.otherwise is None or goes_on(step.otherwise))
    return is_on(step.optional) or late


def _values_of(step: AskStep | SplitStep) -> Values | None:
    if isinstance(step, SplitStep):
        return frozenset(name.text for name in step.split)
    if is_on(step.everyone):
        return None  # a count
    match ask_type(step):
        case "choice" if step.choices is not None:
            return frozenset(option.value for option in step.choices.options)
        case "yes_no":
            return frozenset(TRUTHS)
        case _:
            return None
