"""With whom a dialogue is held in a group: what all share asks nobody alone, and counts answers."""

from bot.brand.leaves import Name
from bot.brand.nodes import Place
from bot.brand.wording import quoted
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.model.script import is_shared
from bot.dialogue.steps import (
    AskStep,
    GoStep,
    OfferStep,
    RunStep,
    SplitStep,
    Step,
    SubscribeStep,
    UnsubscribeStep,
    WaitForStep,
)

_COUNTED = frozenset({"choice", "choices", "poll", "yes_no"})
"""Types of question whose answers can be counted."""

_APART = "Put it into a dialogue with a person, and lead there by a button."


def check_sharing(scene: Scene) -> None:
    """Refuse what concerns one person where all share a run, and counts where they do not."""
    shared = is_shared(scene.script)
    for _, step in scene.steps:
        if shared:
            _check_shared(scene, step)
        if isinstance(step, AskStep):
            _check_everyone(scene, step, shared=shared)
        if isinstance(step, RunStep | GoStep):
            _check_led_to(scene, step.run if isinstance(step, RunStep) else step.go, shared=shared)


def _check_shared(scene: Scene, step: Step) -> None:
    match step:
        case OfferStep(offer=topic) | SubscribeStep(subscribe=topic):
            _refuse(scene, topic.place, "A consent is one person's own", _APART)
        case UnsubscribeStep(unsubscribe=topic):
            _refuse(scene, topic.place, "A consent is one person's own", _APART)
        case SplitStep():
            hint = "Write the steps without it, or put it into a dialogue with a person."
            _refuse(scene, step.place, "A way is drawn for one person", hint)
        case WaitForStep(wait_for=event):
            hint = "Wait for a time, or in a dialogue with a person."
            _refuse(scene, event.place, f"{quoted(event.text)} is about one person", hint)
        case _:
            pass


def _refuse(scene: Scene, place: Place, why: str, hint: str) -> None:
    scene.faults.error(place, f"{why}, and all in a group share this dialogue.", hint)


def _check_everyone(scene: Scene, step: AskStep, *, shared: bool) -> None:
    if not is_on(step.everyone):
        if step.enough is not None:
            message = '"enough" says how many answers there are to be, and one ends this question.'
            scene.faults.error(step.enough.place, message, 'Add "everyone: true".')
        return
    faults = scene.faults
    if not shared:
        message = "Everyone is asked, and this dialogue is held with one person."
        faults.error(step.place, message, 'Write "with: space" at its top, or leave it out.')
    if ask_type(step) not in _COUNTED:
        place = step.place if step.type is None else step.type.place
        message = "Everyone is asked, and only choices and a yes or no can be counted."
        faults.error(place, message, 'Give it "choices:", or "type: yes_no".')
    if is_on(step.optional) or step.tries is not None:
        message = "Everyone is asked, and nobody has to answer."
        faults.error(step.place, message, 'Leave "optional" and "tries" out.')
    if step.min is not None and step.min.number != 1:
        message = "Everyone is asked, and each choice counts as soon as it is picked."
        faults.error(step.min.place, message, 'Leave "min" out.')
    _check_end(scene, step)


def _check_end(scene: Scene, step: AskStep) -> None:
    """Check that the question ends in good time, and not by half a person."""
    if step.enough is not None and not _is_count(step.enough.number):
        scene.faults.error(step.enough.place, '"enough" must be a whole number, 1 or more.')
    if step.enough is None and step.within is None:
        message = "Only whoever begins this can end it: it has no time, and no number of answers."
        scene.faults.add(step.place, message, 'Add "within: 1h", or "enough: 10".', "information")


def _is_count(number: float) -> bool:
    return number == int(number) and number >= 1


def _check_led_to(scene: Scene, name: Name, *, shared: bool) -> None:
    if name.text not in scene.known.dialogues or shared == (name.text in scene.known.shared):
        return
    party = "a person" if shared else "a space"
    message = f"{quoted(name.text)} is held with {party}, and this dialogue is not."
    hint = 'Write the same "with:" in both, or lead there by a button.'
    scene.faults.error(name.place, message, hint)
