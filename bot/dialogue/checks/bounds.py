"""The least and the most of a question: of its own kind, and in their order."""

from bot.brand.wording import quoted
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.model.bounds import NOW, Bound, is_computed, value_written
from bot.dialogue.program import AskType
from bot.dialogue.steps import AskStep

_COUNTED = ("choices", "poll")
_MEASURED = (*_COUNTED, "number", "rating", "date", "time")
_LARGEST_RATING = 100
"""A rating is read from digits or stars; nobody gives more."""

_AS_WRITTEN = {"date": "2030-12-05", "time": "09:30"}


def check_bounds(scene: Scene, step: AskStep) -> None:
    """Check what bounds the answers to a question."""
    kind = ask_type(step)
    right = [
        _is_right(scene, step, kind, key, bound)
        for key, bound in (("min", step.min), ("max", step.max))
        if bound is not None
    ]
    if all(right) and step.min is not None and step.max is not None:
        _check_order(scene, kind, step.min, step.max)


def _is_right(scene: Scene, step: AskStep, kind: AskType, key: str, bound: Bound) -> bool:
    if kind not in _MEASURED:
        several = 'To let several be chosen, write "type: choices"'
        counted = 'Use it with "type: number", "date" or "time"'
        hint = f'{several if kind == "choice" else counted}, or leave "{key}" out.'
        scene.faults.error(bound.place, f'"{key}" means nothing for "type: {kind}".', hint)
        return False
    if kind in _AS_WRITTEN:
        return _is_dated(scene, kind, bound)
    if kind == "number":
        return _is_number(scene, bound)
    return _is_whole(scene, step, kind, key, bound)


def _is_number(scene: Scene, bound: Bound) -> bool:
    """Check the bound of a number; whether its names are known is checked with others."""
    if bound.text not in NOW:
        return True
    scene.faults.error(bound.place, f"{quoted(bound.text)} is not a number.", "Write digits: 10.")
    return False


def _is_dated(scene: Scene, kind: AskType, bound: Bound) -> bool:
    """Check the bound of a date or a time; whether its names are known is checked with others."""
    computed = bound.number is None and is_computed(kind, bound.text)
    if computed or value_written(kind, bound.text) is not None:
        return True
    hint = f"Write it as {_AS_WRITTEN[kind]}, or now, or as an expression."
    scene.faults.error(bound.place, f"{quoted(bound.text)} is not a {kind}.", hint)
    return False


def _is_whole(scene: Scene, step: AskStep, kind: AskType, key: str, bound: Bound) -> bool:
    lowest, highest, of = 0, _LARGEST_RATING, ""
    if kind in _COUNTED:
        available = len(step.choices.options) if step.choices is not None else 0
        if not available:
            return True
        lowest, highest, of = int(key == "max"), available, ", the number of choices"
    number = bound.number
    if number is not None and number == int(number) and lowest <= number <= highest:
        return True
    message = f'"{key}" must be a whole number here.'
    scene.faults.error(bound.place, message, f"Write {lowest} to {highest}{of}.")
    return False


def _check_order(scene: Scene, kind: AskType, least: Bound, most: Bound) -> None:
    if least.number is not None and most.number is not None:
        wrong = least.number > most.number
    else:
        first, last = (value_written(kind, bound.text) for bound in (least, most))
        fixed = first is not None and last is not None and NOW.isdisjoint((first, last))
        wrong = fixed and str(first) > str(last)
    if wrong:
        message = f"min ({least.text}) is greater than max ({most.text})."
        scene.faults.error(least.place, message, "Exchange the two.")
