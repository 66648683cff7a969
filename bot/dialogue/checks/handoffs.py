"""Handing over: where nobody takes over, it is said."""

from bot.dialogue.checks.scene import Scene
from bot.dialogue.steps import HandoffStep


def check_handoffs(scene: Scene) -> None:
    """Let it be known where a dialogue hands over and the brand has no desk."""
    if scene.known.has_desk:
        return
    for _, step in scene.steps:
        if isinstance(step, HandoffStep):
            message = "There is no desk: this is put on record, and the person is told."
            hint = 'Name a webhook channel with "handoff:" in brand.yaml.'
            scene.faults.add(step.place, message, hint, "information")
