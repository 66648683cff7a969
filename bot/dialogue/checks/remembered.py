"""Facts of the person that only certain values make sense for."""

from zoneinfo import ZoneInfo

from bot.brand.leaves import Anything
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import listed, quoted
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.steps import SetStep


def check_remembered(scene: Scene) -> None:
    """Refuse languages that the brand does not speak, and time zones that there are not."""
    for _, step in scene.steps:
        if not isinstance(step, SetStep):
            continue
        for target, value in step.set.items():
            text = _written(value)
            if text is None:
                continue
            if target.text == "person.language":
                _check_language(scene, value, text)
            elif target.text == "person.timezone":
                _check_zone(scene, value, text)


def _written(value: Anything) -> str | None:
    """Return a text without expressions, None for anything else."""
    text = value.value
    return text if isinstance(text, str) and not parsed_template(text).holes else None


def _check_language(scene: Scene, value: Anything, text: str) -> None:
    languages = scene.known.languages
    if text.partition("-")[0] in {one.partition("-")[0] for one in languages}:
        return
    hint = did_you_mean(text, languages) or f"They are {listed(languages)}."
    message = f"{quoted(text)} is not one of the languages in brand.yaml."
    scene.faults.error(value.node.place, message, hint)


def _check_zone(scene: Scene, value: Anything, text: str) -> None:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        hint = "Write it as Europe/Rome."
        scene.faults.error(value.node.place, f"{quoted(text)} is not a time zone.", hint)
