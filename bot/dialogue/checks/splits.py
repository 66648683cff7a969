"""The arms of a split: somebody gets each of them."""

from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling.splitting import WHOLE, rest_of
from bot.dialogue.steps import SplitStep


def check_splits(scene: Scene) -> None:
    """Refuse shares that leave nothing to anybody, or nothing to the arms that say nothing."""
    for _, step in scene.steps:
        if isinstance(step, SplitStep) and step.split:
            _check_shares(scene, step)


def _check_shares(scene: Scene, step: SplitStep) -> None:
    shares = [arm.share for arm in step.split.values() if arm.share is not None]
    unsaid = len(shares) < len(step.split)
    if shares and not unsaid and not any(share.number for share in shares):
        message = "Nobody can go any of these ways: all shares are 0."
        scene.faults.error(shares[0].place, message, "Give one of them a share above 0.")
    elif shares and unsaid and not rest_of(share.number for share in shares):
        message = f"These shares leave nothing of {WHOLE} to the arms that say nothing."
        scene.faults.error(shares[-1].place, message, "Write a share for each arm.")
