"""The way through the steps of one dialogue: what is never reached."""

from bot.dialogue.checks.conditions import dead_blocks, is_decided
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.model.walk import blocks_in, may_pass_by
from bot.dialogue.steps import (
    AskStep,
    Block,
    Broken,
    DoStep,
    EndStep,
    GoStep,
    HttpStep,
    IfStep,
    MatchStep,
    OfferStep,
    RepeatStep,
    RestartStep,
    SplitStep,
    Step,
    SubscribeStep,
    WaitForStep,
    WaitStep,
)


def check_flow(scene: Scene) -> None:
    """Warn of the first step in each block that nothing leads to."""
    _check_block(scene, scene.script.steps)


def goes_on(block: Block) -> bool:
    """Say whether what follows a block is ever reached."""
    return all(_passes(step) for step in block.steps)


def _passes(step: Step) -> bool:
    match step:
        case EndStep() | GoStep() | RestartStep():
            return False
        case IfStep() | MatchStep() | RepeatStep() | SplitStep():
            dead = {id(block) for block, _ in dead_blocks(step)}
            blocks = [block for _, block in blocks_in(step, "") if id(block) not in dead]
            passes = may_pass_by(step) and not (isinstance(step, IfStep) and is_decided(step))
            return passes or any(goes_on(block) for block in blocks)
        case _:
            return True


def _check_block(scene: Scene, block: Block) -> None:
    reached = True
    for number, step in enumerate(block.steps):
        if not reached:
            why = "end, go or restart comes before it on every way"
            _warn(scene, step, why, "Move it up, or delete it.")
            return
        dead = {id(inner): why for inner, why in dead_blocks(step)}
        for _, inner in blocks_in(step, str(number)):
            if id(inner) in dead and inner.steps:
                _warn(scene, inner.steps[0], dead[id(inner)], "Mend the condition, or delete it.")
            else:
                _check_block(scene, inner)
        reached = _passes(step)


def _warn(scene: Scene, step: Step, why: str, hint: str) -> None:
    scene.faults.warning(step.place, f"This step is never reached: {why}.", hint)


def check_consents(scene: Scene) -> None:
    """Warn where a subscription is recorded without a yes of the person's own before it."""
    _check_consents(scene, scene.script.steps, agreed=scene.name in scene.known.pressed)


def _check_consents(scene: Scene, block: Block, *, agreed: bool) -> None:
    for step in block.steps:
        match step:
            case SubscribeStep(place=place, subscribe=topic) if not agreed:
                message = f'"subscribe: {topic.text}" records a consent that nobody gave here.'
                hint = f'Use "offer: {topic.text}", or ask a yes_no question before it.'
                scene.faults.warning(place, message, hint)
            case IfStep() | MatchStep() | RepeatStep() | SplitStep() | DoStep() | HttpStep():
                for _, inner in blocks_in(step, ""):
                    _check_consents(scene, inner, agreed=agreed)
            case AskStep() | OfferStep() | WaitForStep() | WaitStep():
                for _, inner in blocks_in(step, ""):  # nobody has answered there
                    _check_consents(scene, inner, agreed=False)
                agreed = _agrees(step, agreed=agreed)
            case Broken():
                agreed = True
            case _:
                continue


def _agrees(step: Step, *, agreed: bool) -> bool:
    """Say whether a yes stands right before what follows a step; a wait takes it too far away."""
    match step:
        case AskStep():
            return agreed or ask_type(step) == "yes_no"
        case OfferStep():
            return True
        case _:
            return False
