"""Letting chance decide: which way of a split a person goes, the first time and ever after."""

from bot.core.effects import RecordArm
from bot.core.ids import number_from
from bot.dialogue.machine.looping import answer_path
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import Arm, Split

_FINEST = 2**64


def go_one_way(course: Course, run: OpenRun, step: Split) -> Arm:
    """Remember and record the person's arm, and return it."""
    split = split_name(run.program.dialogue, step.name)
    arm = _chosen(course, split, step)
    if step.slot is not None:
        run.slots[step.slot] = arm.name
    if course.person.arms.get(split) != arm.name:
        course.change_person(arms={**course.person.arms, split: arm.name})
    path = answer_path(run, step.path)
    course.effects.append(
        RecordArm(run.run, run.program.dialogue, path, split, arm.name, step.slot)
    )
    return arm


def split_name(dialogue: str, name: str) -> str:
    """Return what a split is called in its brand: `name` is its path, or what `as:` says."""
    return f"{dialogue}/{name}"


def _chosen(course: Course, split: str, step: Split) -> Arm:
    """Return the arm that a story pins, else the one of this person, else one drawn now."""
    names = {split, step.name}
    pinned = [arm for name, arm in course.library.pinned.items() if name in names]
    for name in (*reversed(pinned), course.person.arms.get(split)):
        if (found := next((arm for arm in step.arms if arm.name == name), None)) is not None:
            return found
    return _drawn(course, split, step)


def _drawn(course: Course, split: str, step: Split) -> Arm:
    """Draw an arm by its share; the same person always draws the same at the same split."""
    total = sum(arm.share for arm in step.arms)
    left = number_from(f"{course.person.id}\n{split}") / _FINEST * total
    for arm in step.arms:
        left -= arm.share
        if left < 0:
            return arm
    return max(step.arms, key=lambda arm: arm.share)
