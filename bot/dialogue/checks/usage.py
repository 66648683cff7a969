"""Slots that are given a value which nobody ever reads."""

from collections.abc import Iterator, Sequence

from bot.brand.leaves import Words
from bot.brand.nodes import scalars_in
from bot.brand.suggestions import did_you_mean
from bot.dialogue.checks.contents import conditions_of, sent_of, templates_of, values_of
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.expression import names_in
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.model.names import PERSON
from bot.dialogue.steps import RunStep, SetStep, Step, WaitForStep


def check_usage(scenes: Sequence[Scene]) -> None:
    """Warn of slots that are set, or handed to a dialogue, and never read.

    The slots of questions and offers are read by results, so they are never in vain.
    """
    by_name = {scene.name: scene for scene in scenes}
    handed_back = {
        step.run.text
        for scene in scenes
        for _, step in scene.steps
        if isinstance(step, RunStep) and step.as_ is not None
    }
    read = {
        scene.name: _read_in(scene) | scene.known.read.get(scene.name, frozenset())
        for scene in scenes
    }
    for scene in scenes:
        for _, step in scene.steps:
            if scene.name not in handed_back and not scene.is_python:
                _check_given(scene, step, read[scene.name])
            if isinstance(step, RunStep) and step.with_ and step.run.text in by_name:
                called = by_name[step.run.text]
                _check_arguments(scene, step, called, read[called.name])


def _check_given(scene: Scene, step: Step, read: frozenset[str]) -> None:
    for slot in _given_in_vain(step):
        if slot.text not in read and slot.text not in scene.doubtful:
            message = f'Nothing in this dialogue reads "{slot.text}".'
            hint = did_you_mean(slot.text, read - {slot.text}) or "Leave it out, or use it."
            scene.faults.warning(slot.place, message, hint)


def _given_in_vain(step: Step) -> Iterator[Words]:
    match step:
        case SetStep(set=values):
            yield from (target for target in values if not target.text.startswith(PERSON))
        case RunStep(as_=slot) | WaitForStep(as_=slot) if slot is not None:
            yield slot
        case _:
            return


def _check_arguments(scene: Scene, step: RunStep, called: Scene, read: frozenset[str]) -> None:
    known = read | {slot.text for slot in called.given} | called.parameters | called.doubtful
    for slot in step.with_ or {}:
        if slot.text not in known:
            message = f'The dialogue "{called.name}" never reads "{slot.text}".'
            scene.faults.warning(slot.place, message, did_you_mean(slot.text, known))


def _read_in(scene: Scene) -> frozenset[str]:
    sources = [source for _, step in scene.steps for source in _expressions(scene, step)]
    if scene.script.title is not None:
        sources += _holes(scene.script.title.text)
    return frozenset(name for source in sources for name in names_in(source))


def _expressions(scene: Scene, step: Step) -> Iterator[str]:
    for condition in conditions_of(step):
        yield condition.text
    for template in templates_of(step):
        for text in scene.in_all_languages(template).values():
            yield from _holes(text)
    for node in values_of(step):
        for scalar in scalars_in(node):
            yield from _holes(scalar.text)
    for _, text in sent_of(step):
        yield from _holes(text)


def _holes(text: str) -> list[str]:
    return [hole.source for hole in parsed_template(text).holes] if "{" in text else []
