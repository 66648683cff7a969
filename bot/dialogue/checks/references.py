"""Names of dialogues and topics: everything that a dialogue points to exists."""

from collections.abc import Iterator

from bot.brand.collected import Faults
from bot.brand.leaves import Name
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import listed, quoted
from bot.dialogue.checks.scene import Scene
from bot.dialogue.model.known import Known
from bot.dialogue.steps import (
    ButtonTarget,
    GoStep,
    OfferStep,
    RunStep,
    SayStep,
    Step,
    SubscribeStep,
    UnsubscribeStep,
)

_WEB = ("https://", "http://", "mailto:", "tel:")


def check_references(scene: Scene) -> None:
    """Check the targets of one dialogue's steps and buttons."""
    for _, step in scene.steps:
        for target in targets_of(step):
            check_dialogue(target, scene.known, scene.faults)
        match step:
            case (
                OfferStep(offer=topic)
                | SubscribeStep(subscribe=topic)
                | UnsubscribeStep(unsubscribe=topic)
            ):
                check_topic(topic, scene.known, scene.faults)
            case SayStep(buttons=buttons):
                for button in (buttons or {}).values():
                    _check_button(scene, button)
            case _:
                continue


def check_language(scene: Scene) -> None:
    """Check that the language that a dialogue is written in is one of the brand's."""
    language = scene.script.language
    if language is None or language.text in scene.known.languages or scene.known.topics is None:
        return
    hint = did_you_mean(language.text, scene.known.languages)
    message = f'"{language.text}" is not one of the languages in brand.yaml.'
    listed = ", ".join(scene.known.languages)
    scene.faults.error(language.place, message, hint or f"They are {listed}.")


def targets_of(step: Step) -> Iterator[Name]:
    """Yield the dialogues that a step may lead to."""
    match step:
        case RunStep(run=name) | GoStep(go=name):
            yield name
        case SayStep(buttons=buttons):
            for button in (buttons or {}).values():
                yield from (name for name in (button.run, button.go) if name is not None)
        case _:
            return


def check_dialogue(name: Name, known: Known, faults: Faults) -> None:
    """Check that a dialogue is one of the brand's."""
    if name.text in known.dialogues or known.may_know(name.text):
        return
    hint = did_you_mean(name.text, known.dialogues)
    hint = hint or f"The dialogues are {listed(known.dialogues)}."
    faults.error(name.place, f"There is no dialogue {quoted(name.text)}.", hint)


def check_topic(name: Name, known: Known, faults: Faults) -> None:
    """Check that a topic is one of the brand's."""
    topics = known.topics
    if topics is None or name.text in topics:
        return
    hint = did_you_mean(name.text, topics) or "Add it under topics in brand.yaml."
    faults.error(name.place, f"There is no topic {quoted(name.text)}.", hint)


def _check_button(scene: Scene, button: ButtonTarget) -> None:
    written = [one for one in (button.run, button.go, button.url, button.say) if one is not None]
    if len(written) > 1:
        hint = "Write one of run, go, url and say."
        scene.faults.error(button.place, "A button does one thing.", hint)
    if button.url is not None and not button.url.text.startswith(_WEB):
        hint = "Write it as https://example.org."
        scene.faults.error(button.url.place, "This is not the address of a page.", hint)
