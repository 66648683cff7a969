"""Room on the brand's platforms: questions and labels that one shows in a lesser form."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from bot.brand.leaves import Template
from bot.brand.nodes import Place
from bot.core.changes import ChoicesListed, LabelShortened, PollAsChoices
from bot.core.content import Button, Message, Picks, Poll
from bot.core.lengths import size
from bot.dialogue.checks.least import least_message, least_text
from bot.dialogue.checks.limits import Limits
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.machine.product_texts import texts_in
from bot.dialogue.steps import AskStep, SayStep, Step

_UNITS = {"characters": "characters", "utf16": "UTF-16 units", "bytes": "bytes"}

Wording = tuple[str, Place]
"""A label in one language, and where it stands."""


def check_room(scene: Scene, platforms: Sequence[Limits]) -> None:
    """Warn where a platform shortens a label or lists choices; long texts are split, no fault.

    Args:
        scene: the dialogue.
        platforms: those of the channels that the brand declares, each once.
    """
    for _, step in scene.steps:
        labels = _labels(step)
        for platform in platforms if labels else ():
            _check_buttons(scene, step, labels, platform)
            if isinstance(step, AskStep) and platform.polls and ask_type(step) == "poll":
                _check_poll(scene, step, platform)


def _labels(step: Step) -> list[Template]:
    match step:
        case SayStep(buttons=buttons):
            return list(buttons or ())
        case AskStep(choices=choices) if choices is not None:
            return [option.label for option in choices.options]
        case _:
            return []


def _check_buttons(scene: Scene, step: Step, labels: list[Template], platform: Limits) -> None:
    """Warn once of a list, and once a language of labels that are too long."""
    is_listed = False
    for language, wordings in _by_language(scene, labels).items():
        asked = _asked(step, language, [text for text, _ in wordings])
        changes = platform.changes(replace(asked, poll=None))
        listed = any(isinstance(change, ChoicesListed) for change in changes)
        if listed and not is_listed:
            _warn_of_list(scene, step, wordings, len(asked.buttons), platform)
        is_listed = is_listed or listed
        cut = {change.label for change in changes if isinstance(change, LabelShortened)}
        if longer := [found for found in wordings if least_text(found[0]) in cut]:
            _warn_of_labels(scene, longer, platform)


def _asked(step: Step, language: str, labels: Sequence[str]) -> Message:
    """Return the buttons of a step as short as they can be, with those that the product adds."""
    buttons = [Button(f"m.{place}", least_text(label)) for place, label in enumerate(labels)]
    if not isinstance(step, AskStep):
        return Message("?", "?", tuple(buttons))
    texts, picks = texts_in(language), _picks(step)
    if picks is not None:
        buttons.append(Button("m.done", texts.done, authored=False))
    if is_on(step.optional):
        buttons.append(Button("m.skip", texts.skip, authored=False))
    if is_on(step.everyone):
        buttons.append(Button("m.close", texts.close_vote, authored=False))
    poll = Poll(_takes_several(step)) if ask_type(step) == "poll" else None
    return Message("?", "?", tuple(buttons), poll=poll, picks=picks)


def _picks(step: AskStep) -> Picks | None:
    if not _takes_several(step) or is_on(step.everyone):
        return None
    return Picks(1 if step.min is None else int(step.min.number or 0), done="m.done")


def _takes_several(step: AskStep) -> bool:
    is_one_vote = step.max is not None and step.max.number == 1
    return ask_type(step) == "choices" or (ask_type(step) == "poll" and not is_one_vote)


def _warn_of_list(
    scene: Scene, step: Step, wordings: Sequence[Wording], shown: int, platform: Limits
) -> None:
    noun = "choices" if isinstance(step, AskStep) else "buttons"
    message = f"On {platform.platform} these {len(wordings)} {noun} are shown as a numbered list."
    added = " with those that the product adds" if shown > len(wordings) else ""
    hint = f"A message takes {platform.buttons} buttons there; here are {shown}{added}."
    if shown <= platform.buttons:
        hint = f"Shortened to {platform.label} {_UNITS[platform.unit]} they would look alike."
    scene.faults.warning(wordings[0][1], message, hint)


def _warn_of_labels(scene: Scene, longer: Sequence[Wording], platform: Limits) -> None:
    """Warn at the longest of the labels that are too long in one language."""
    lengths = [(size(least_text(text), platform.unit), place) for text, place in longer]
    length, place = max(lengths, key=lambda found: found[0])
    unit = _UNITS[platform.unit]
    message = f"On {platform.platform} this label is shortened to {platform.label} {unit}."
    others = "" if len(longer) == 1 else f" So are others here: {len(longer)} in all."
    scene.faults.warning(place, message, f"It has {length}.{others}")


def _check_poll(scene: Scene, step: AskStep, platform: Limits) -> None:
    """Warn once where a platform has polls, and this one does not go as one."""
    for message in _polls(scene, step):
        changes = platform.changes(message)
        if any(isinstance(change, PollAsChoices) for change in changes):
            told = f"On {platform.platform} this poll is shown as a question with choices."
            hint = "Its text, its options or their number are more than a poll takes there."
            scene.faults.warning(step.ask[0].place, told, hint)
            return


def _polls(scene: Scene, step: AskStep) -> Iterator[Message]:
    """Yield the messages that ask, as short as they can be: one a language and variant."""
    labels = _by_language(scene, _labels(step))
    for variant in step.ask:
        for language, text in scene.in_all_languages(variant).items():
            wordings = labels.get(language, labels[scene.language])
            yield least_message(text, _asked(step, language, [label for label, _ in wordings]))


def _by_language(scene: Scene, labels: list[Template]) -> dict[str, list[Wording]]:
    found = {scene.language: [(label.text, label.place) for label in labels]}
    for label in labels:
        for language, translation in scene.translations.of(label, scene.language).items():
            found.setdefault(language, []).append((translation.text, translation.place))
    return found
