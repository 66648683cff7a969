"""Runs in the version that is published now: at the same step, or why they cannot be there."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.machine.state import Frame
from bot.dialogue.program import Jump, Program
from bot.dialogue.publishing.counterparts import counterpart
from bot.dialogue.publishing.differences import Difference, difference
from bot.dialogue.publishing.library import Library
from bot.dialogue.python.fitting import misfit

Reason = Literal["not moves", "dialogue gone", "step gone", "step changed", "version lost"]
"""`version lost`: its program was not kept, or cannot be read; such a run cannot go on at all."""


class Hindrance(Struct, frozen=True):
    """Why a run cannot go on in the version that is published now.

    `path` is the step that it stands at, where that is the reason, and `what` has changed of it.
    """

    dialogue: str
    version: str
    reason: Reason
    path: str | None = None
    what: Difference | None = None


def moved_frames(library: Library, frames: tuple[Frame, ...]) -> tuple[Frame, ...] | Hindrance:
    """Return runs as they stand in the versions published now, or why they cannot."""
    moved = [_frame(library, frame) for frame in frames]
    hindered = [one for one in moved if isinstance(one, Hindrance)]
    if not hindered:
        return tuple(one for one in moved if isinstance(one, Frame))
    lost = (one for one in hindered if one.reason == "version lost")
    return next(lost, hindered[0])


def may_move(library: Library, frame: Frame) -> bool:
    """Say whether a run is in an older version than one that others may move to."""
    dialogue = library.dialogues.get(frame.dialogue)
    return dialogue is not None and dialogue.moves and dialogue.program.version != frame.version


def _frame(library: Library, frame: Frame) -> Frame | Hindrance:
    dialogue = library.dialogues.get(frame.dialogue)
    if dialogue is not None and dialogue.program.version == frame.version:
        return frame
    if dialogue is not None and dialogue.program.code is not None:
        return _in_python(library, frame)
    old = library.program(frame.dialogue, frame.version)
    if old is None:
        return Hindrance(frame.dialogue, frame.version, "version lost")
    if dialogue is None:
        return Hindrance(frame.dialogue, frame.version, "dialogue gone")
    if not dialogue.moves:
        return Hindrance(frame.dialogue, frame.version, "not moves")
    return _placed(frame, old, dialogue.program)


def _in_python(library: Library, frame: Frame) -> Frame | Hindrance:
    """Return a run as it is: it finds its place again by what was answered, where that fits."""
    found = misfit(frame, library.older.get(frame.version), library.python[frame.dialogue])
    if found is None:
        return frame
    reason: Reason = "step gone" if found.what is None else "step changed"
    return Hindrance(frame.dialogue, frame.version, reason, found.path, found.what)


def _placed(frame: Frame, old: Program, new: Program) -> Frame | Hindrance:
    """Return a run at the same step of another version, or why there is none."""
    if frame.at < 0:  # it has yet to begin
        return replace(frame, version=new.version)
    step = old.instructions[frame.at] if frame.at < len(old.instructions) else None
    if step is None or isinstance(step, Jump):
        return Hindrance(frame.dialogue, frame.version, "version lost")
    at = counterpart(old, step, new, loops=bool(frame.loops))
    if at is None:
        return Hindrance(frame.dialogue, frame.version, "step gone", step.path)
    what = difference(step, new.instructions[at])
    if what is not None:
        return Hindrance(frame.dialogue, frame.version, "step changed", step.path, what)
    return replace(frame, version=new.version, at=at)
