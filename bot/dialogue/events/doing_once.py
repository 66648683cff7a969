"""What is done outside, once: *back* cannot undo it, and going on again does not repeat it."""

import msgspec

from bot.core.ids import derive
from bot.core.values import Value
from bot.dialogue.machine.state import Done
from bot.dialogue.machine.turn import Course, Track

_DIGEST_LENGTH = 12


def done_before(course: Course, track: Track, digest: str) -> Done | None:
    """Return what came of the present step before *back* led over it, with the same values.

    It counts as done once more, so that *back* may lead over it again. What was done with other
    values no longer counts: the outside has to hear of these.

    Args:
        course: the turn; its place is the step.
        track: the dialogue under way.
        digest: stands for all that the step would act with.
    """
    earlier = next((one for one in track.spared if one.step == course.place), None)
    if earlier is None:
        return None
    track.spared = tuple(one for one in track.spared if one is not earlier)
    if earlier.digest != digest:
        return None
    track.done = (*track.done, earlier)
    return earlier


def note_done(course: Course, track: Track, digest: str, result: Value = None) -> None:
    """Remember that the present step has acted; before the first question nothing leads back."""
    if track.origin:
        track.done = (*track.done, Done(course.place, digest, result))


def digest_of(values: Value) -> str:
    """Return what stands for the values that a step acts with."""
    return derive(msgspec.json.encode(values, order="sorted").decode())[:_DIGEST_LENGTH]
