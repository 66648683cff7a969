"""Questions: what goes with which type, and choices that people can tell apart."""

from bot.brand.leaves import Template
from bot.brand.wording import quoted
from bot.core.universal import universal_word
from bot.core.words import normalise
from bot.dialogue.checks.bounds import check_bounds
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.model.choices import Option
from bot.dialogue.steps import AskStep, SayStep

_CHOOSING = ("choice", "choices", "poll")
_MOST = 20
"""Tries at one question: nobody has more patience."""


def check_questions(scene: Scene) -> None:
    """Check every question of a dialogue, and the labels of buttons."""
    for _, step in scene.steps:
        match step:
            case AskStep(type=kind) if kind is not None and not kind.text:
                continue  # what the type could not be, its choices and bounds cannot contradict
            case AskStep():
                _check_choices(scene, step)
                check_bounds(scene, step)
                _check_tries(scene, step)
            case SayStep(buttons=buttons):
                labels = list(buttons or ())
                _check_labels(scene, labels)
            case _:
                continue


def _check_tries(scene: Scene, step: AskStep) -> None:
    """Check how often it is asked, and that people are told what a condition wants of them."""
    tries = step.tries
    if tries is not None and (tries.number != int(tries.number) or not 1 <= tries.number <= _MOST):
        message = '"tries" must be a whole number.'
        scene.faults.error(tries.place, message, f"Write 1 to {_MOST}.")
    if step.where is not None and step.again is None:
        message = "Nobody is told what this condition wants of an answer."
        hint = 'Add "again:" with what an answer has to be.'
        scene.faults.warning(step.where.place, message, hint)


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
        value = str(option.value)
        if value in seen:
            scene.faults.error(option.label.place, f"There are two choices {quoted(value)}.")
        seen.add(value)


def _check_labels(scene: Scene, labels: list[Template]) -> None:
    seen: dict[tuple[str, str], Template] = {}
    for label in labels:
        translations = scene.translations.of(label, scene.language)
        places = {language: one.place for language, one in translations.items()}
        for language, text in scene.in_all_languages(label).items():
            place = places.get(language, label.place)
            if universal_word(text, scene.known.languages) == "stop":
                message = f"{quoted(text)} cannot be a label: it is the word that stops everything."
                scene.faults.error(place, message, "Choose another word.")
            first = seen.setdefault((language, normalise(text)), label)
            if first is not label and (language != scene.language or first.text != label.text):
                message = f"{quoted(text)} cannot be told apart from {quoted(first.text)}."
                scene.faults.error(place, message, "Choose another label.")
