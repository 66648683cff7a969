"""Room on the brand's platforms: choices and labels that one of them shows in a lesser form."""

from collections.abc import Sequence

from bot.brand.leaves import Template
from bot.brand.nodes import Place
from bot.dialogue.checks.limits import Limits
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.steps import AskStep, SayStep, Step

_UNITS = {"characters": "characters", "utf16": "UTF-16 units", "bytes": "bytes"}


def check_room(scene: Scene, platforms: Sequence[Limits]) -> None:
    """Warn where a platform shortens a label or lists choices; long texts are split, no fault.

    Args:
        scene: the dialogue.
        platforms: those of the channels that the brand declares, each once.
    """
    for _, step in scene.steps:
        labels = _labels(step)
        for platform in platforms if labels else ():
            _check_count(scene, step, labels, platform)
            _check_lengths(scene, labels, platform)


def _labels(step: Step) -> list[Template]:
    match step:
        case SayStep(buttons=buttons):
            return list(buttons or ())
        case AskStep(choices=choices) if choices is not None:
            return [option.label for option in choices.options]
        case _:
            return []


def _check_count(scene: Scene, step: Step, labels: list[Template], platform: Limits) -> None:
    shown = len(labels) + _added(step)
    if shown <= platform.buttons:
        return
    noun = "choices" if isinstance(step, AskStep) else "buttons"
    message = f"On {platform.platform} these {len(labels)} {noun} are shown as a numbered list."
    added = " with those that the product adds" if shown > len(labels) else ""
    hint = f"A message takes {platform.buttons} buttons there; here are {shown}{added}."
    scene.faults.warning(labels[0].place, message, hint)


def _added(step: Step) -> int:
    """Return how many buttons the product adds to an author's: to skip, and to be done."""
    if not isinstance(step, AskStep):
        return 0
    return int(is_on(step.optional)) + int(_is_ended_by_done(step))


def _is_ended_by_done(step: AskStep) -> bool:
    kind = ask_type(step)
    return kind == "choices" or (kind == "poll" and (step.max is None or step.max.number != 1))


def _check_lengths(scene: Scene, labels: list[Template], platform: Limits) -> None:
    """Warn once a language of labels that are too long, at the longest of them."""
    limit = platform.label
    if limit is None:
        return
    unit = _UNITS[platform.unit]
    for wordings in _by_language(scene, labels).values():
        lengths = [(platform.least_length(text), place) for text, place in wordings]
        longer = [found for found in lengths if found[0] > limit]
        if not longer:
            continue
        length, place = max(longer, key=lambda found: found[0])
        message = f"On {platform.platform} this label is shortened to {limit} {unit}."
        others = "" if len(longer) == 1 else f" So are others here: {len(longer)} in all."
        scene.faults.warning(place, message, f"It has {length}.{others}")


def _by_language(scene: Scene, labels: list[Template]) -> dict[str, list[tuple[str, Place]]]:
    found = {scene.language: [(label.text, label.place) for label in labels]}
    for label in labels:
        for language, translation in scene.translations.of(label, scene.language).items():
            found.setdefault(language, []).append((translation.text, translation.place))
    return found
