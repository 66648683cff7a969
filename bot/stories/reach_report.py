"""What is said of how far stories or walks go: for people as lines, for programs as JSON values."""

from collections.abc import Iterator
from textwrap import shorten

from bot.core.values import Value
from bot.dialogue.machine.turn import Visit
from bot.dialogue.publishing.places import StepPlaces
from bot.stories.reach import Branch, Reach, Unreached

SHOWN_WIDTH = 60
"""Characters of a text that are enough to find it again."""


def reach_as_json(reach: Reach, places: StepPlaces) -> dict[str, Value]:
    """Return what is not reached, and how much is; `places` says where steps stand."""
    return {
        "unreached": [
            _where(step, places) | {"step": step.step, "text": step.text}
            for step in reach.unreached
        ],
        "untaken": [
            _where(one, places) | {"step": one.step, "branch": one.branch} for one in reach.untaken
        ],
        "coverage": {
            "steps": {"reached": reach.steps - len(reach.unreached), "all": reach.steps},
            "branches": {"taken": reach.branches - len(reach.untaken), "all": reach.branches},
        },
    }


def reach_lines(reach: Reach, who: str, places: StepPlaces) -> Iterator[str]:
    """Yield what is not reached, and the ways without steps of their own that are not taken.

    Args:
        reach: how far they go.
        who: what goes there: a story, or a walk.
        places: where steps stand.
    """
    if reach.unreached:
        yield ""
        yield f"No {who} reaches:"
        yield from (f"  {_at(step, places)} ({_named(step)})" for step in reach.unreached)
    past = [branch for branch in reach.untaken if not branch.written]
    if past:
        yield ""
        yield f"No {who} goes past:"
        yield from (f"  {_at(one, places)} ({one.step}: {one.text})" for one in past)
    steps, branches = reach.steps - len(reach.unreached), reach.branches - len(reach.untaken)
    yield ""
    yield f"{steps} of {reach.steps} steps, {branches} of {reach.branches} branches."


def _at(step: Unreached | Branch, places: StepPlaces) -> str:
    """Return where a step stands: in its file, else in its dialogue."""
    place = places.get(Visit(step.dialogue, step.path))
    return f"{step.dialogue}: {step.path}" if place is None else str(place)


def _where(step: Unreached | Branch, places: StepPlaces) -> dict[str, Value]:
    place = places.get(Visit(step.dialogue, step.path))
    return {
        "dialogue": step.dialogue,
        "path": step.path,
        "file": None if place is None else place.file,
        "line": None if place is None else place.line,
        "column": None if place is None else place.column,
    }


def _named(step: Unreached) -> str:
    if step.text is None:
        return step.step
    return f"{step.step}: {shorten(step.text, SHOWN_WIDTH, placeholder='…')}"
