"""Waits and events: limits that have an end, and events that somebody hears."""

from bot.dialogue.checks.scene import Scene
from bot.dialogue.steps import AskStep, EmitStep, OfferStep, Step, WaitForStep


def check_waiting(scene: Scene) -> None:
    """Refuse steps for when a time is over that has no end; warn of events that go nowhere."""
    for _, step in scene.steps:
        match step:
            case (
                AskStep(within=None, tries=None, otherwise=late)
                | OfferStep(within=None, otherwise=late)
                | WaitForStep(within=None, otherwise=late)
            ) if late is not None:
                message = '"otherwise" says what happens when a time is over, and there is none.'
                scene.faults.error(late.place, message, _limit_of(step))
            case EmitStep(emit=event) if not scene.known.tells:
                message = f'Nobody is told of "{event.text}": it is only recorded.'
                hint = 'Add "events_to:" to brand.yaml.'
                scene.faults.warning(event.place, message, hint)
            case _:
                continue


def _limit_of(step: Step) -> str:
    tries = ' or "tries: 3"' if isinstance(step, AskStep) else ""
    return f'Add "within: 24h"{tries}, or leave it out.'
