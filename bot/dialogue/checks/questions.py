"""Questions: what goes with which type, and choices that people can tell apart."""

from bot.brand.leaves import Amount, Template
from bot.brand.nodes import Place
from bot.brand.wording import quoted
from bot.core.universal import universal_word
from bot.core.words import normalise
from bot.dialogue.checks.scene import Scene
from bot.dialogue.choices import Option
from bot.dialogue.compiling import ask_type
from bot.dialogue.steps import AskStep, SayStep

_CHOOSING = ("choice", "choices", "poll")
_MEASURED = ("number", "rating", "choices", "poll")
_LARGEST_RATING = 100
"""A rating is read from digits or stars; nobody gives more."""


def check_questions(scene: Scene) -> None:
    """Check every question of a dialogue, and the labels of buttons."""
    for _, step in scene.steps:
        match step:
            case AskStep(type=kind) if kind is not None and not kind.text:
                continue  # what the type could not be, its choices and bounds cannot contradict
            case AskStep():
                _check_choices(scene, step)
                _check_bounds(scene, step)
            case SayStep(buttons=buttons):
                labels = list(buttons or ())
                _check_labels(scene, labels)
            case _:
                continue


def _check_choices(scene: Scene, step: AskStep) -> None:
    kind = ask_type(step)
    if step.choices is None:
        if kind in _CHOOSING and step.type is not None:
            hint = 'Add "choices:" with a list of labels.'
            scene.faults.error(step.type.place, f'"type: {kind}" needs choices.', hint)
        return
    if kind not in _CHOOSING:
        hint = 'Use "type: choice", "choices" or "poll", or leave the choices out.'
        scene.faults.error(step.choices.place, f'"type: {kind}" takes no choices.', hint)
        return
    options = step.choices.options
    _check_labels(scene, [option.label for option in options])
    _check_values(scene, options)


def _check_values(scene: Scene, options: tuple[Option, ...]) -> None:
    seen: set[str] = set()
    for option in options:
        if option.value in seen:
            scene.faults.error(option.label.place, f"There are two choices {quoted(option.value)}.")
        seen.add(option.value)


def _check_labels(scene: Scene, labels: list[Template]) -> None:
    seen: dict[tuple[str, str], Template] = {}
    for label in labels:
        for language, text in scene.in_all_languages(label).items():
            if universal_word(text, scene.known.languages) == "stop":
                message = f"{quoted(text)} cannot be a label: it is the word that stops everything."
                scene.faults.error(label.place, message, "Choose another word.")
            first = seen.setdefault((language, normalise(text)), label)
            if first is not label and (language != scene.language or first.text != label.text):
                message = f"{quoted(text)} cannot be told apart from {quoted(first.text)}."
                scene.faults.error(label.place, message, "Choose another label.")


def _check_bounds(scene: Scene, step: AskStep) -> None:
    kind = ask_type(step)
    for key, bound in (("min", step.min), ("max", step.max)):
        if bound is not None and kind not in _MEASURED:
            hint = f'Use it with "type: number", or leave "{key}" out.'
            scene.faults.error(bound.place, f'"{key}" means nothing for "type: {kind}".', hint)
        elif bound is not None and kind != "number":
            _check_whole(scene, step, key, bound)
    least, most = step.min, step.max
    if least is not None and most is not None and least.number > most.number:
        message = f"min ({least.number}) is greater than max ({most.number})."
        scene.faults.error(least.place, message, "Exchange the two.")


def _check_whole(scene: Scene, step: AskStep, key: str, bound: Amount) -> None:
    number = bound.number
    if ask_type(step) == "rating":
        if number != int(number) or not 0 <= number <= _LARGEST_RATING:
            _refuse_bound(scene, bound.place, key, f"0 to {_LARGEST_RATING}")
        return
    available = len(step.choices.options) if step.choices is not None else 0
    if not available:
        return
    lowest = 1 if key == "max" else 0
    if number != int(number) or not lowest <= number <= available:
        _refuse_bound(scene, bound.place, key, f"{lowest} to {available}, the number of choices")


def _refuse_bound(scene: Scene, place: Place, key: str, allowed: str) -> None:
    scene.faults.error(place, f'"{key}" must be a whole number here.', f"Write {allowed}.")
