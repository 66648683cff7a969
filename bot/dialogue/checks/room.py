"""Room on the brand's platforms: choices and labels that one of them shows in a lesser form."""

from collections.abc import Iterator, Sequence

from bot.brand.leaves import Template
from bot.brand.nodes import Place
from bot.core.lengths import size
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.limits import Limits
from bot.dialogue.steps import AskStep, SayStep, Step
from bot.dialogue.templates import parsed_template

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
            for label in labels:
                _check_label(scene, label, platform)


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
    optional = step.optional is not None and step.optional.on
    return int(optional) + int(ask_type(step) == "choices")


def _check_label(scene: Scene, label: Template, platform: Limits) -> None:
    limit = platform.label
    if limit is None:
        return
    for text, place in _wordings(scene, label):
        length = _least_length(text, platform)
        if length > limit:
            unit = _UNITS[platform.unit]
            message = f"On {platform.platform} this label is shortened to {limit} {unit}."
            scene.faults.warning(place, message, f"It has {length}.")


def _wordings(scene: Scene, label: Template) -> Iterator[tuple[str, Place]]:
    yield label.text, label.place
    for translation in scene.translations.of(label, scene.language).values():
        yield translation.text, translation.place


def _least_length(text: str, platform: Limits) -> int:
    """Return how long a label is, whatever its expressions give."""
    literals = parsed_template(text).plain_literals
    return size("".join(literals), platform.unit)
