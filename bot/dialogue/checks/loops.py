"""Loops that ask nothing: how often they go round has to be written."""

from collections.abc import Mapping, Sequence

from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.scope import TURN_STEPS
from bot.dialogue.model.walk import steps_in
from bot.dialogue.steps import (
    AskStep,
    Block,
    Broken,
    DoStep,
    HttpStep,
    OfferStep,
    RepeatStep,
    RunStep,
    WaitForStep,
    WaitStep,
)

_RESTS = (DoStep, HttpStep, RunStep, WaitForStep, WaitStep)
"""Steps after which another turn may begin."""


def check_loops(scenes: Sequence[Scene]) -> None:
    """Refuse loops without a bound that ask nothing; warn of a bound that no turn can reach."""
    by_name = {scene.name: scene for scene in scenes}
    for scene in scenes:
        for _, step in scene.steps:
            if not isinstance(step, RepeatStep) or not step.repeat.steps:
                continue
            if not _asks(step.repeat, by_name):
                _check_bound(scene, step)


def _check_bound(scene: Scene, step: RepeatStep) -> None:
    inner = steps_in(step.repeat)
    if step.times is None and step.at_most is None:
        message = "This loop asks nothing, and nothing says how often it goes round at most."
        hint = 'Add "times: 3" or "at_most: 20", or ask something in it.'
        scene.faults.error(step.place, message, hint)
    elif step.times is not None and isinstance(step.times.value, int):
        taken = step.times.value * len(step.repeat.steps)
        if taken > TURN_STEPS and not any(isinstance(one, _RESTS) for _, one in inner):
            message = f"This loop takes {taken} steps in one turn, which may take {TURN_STEPS}."
            hint = "Let it go round less often: the dialogue ends there, with an apology."
            scene.faults.warning(step.times.node.place, message, hint)


def _asks(block: Block, scenes: Mapping[str, Scene]) -> bool:
    """Say whether a block asks; a call does where the dialogue does, or is not known."""
    blocks, seen = [block], set[str]()
    while blocks:
        for _, step in steps_in(blocks.pop()):
            match step:
                case AskStep() | OfferStep() | Broken():
                    return True
                case RunStep(run=name) if name.text not in seen:
                    if name.text not in scenes:
                        return True
                    seen.add(name.text)
                    blocks.append(scenes[name.text].script.steps)
                case _:
                    continue
    return False
