"""Moving to what is published now: a dialogue under way goes on in its new version, or stays.

It moves where its new version says so (`moves: true`) and everything that it stands at is still
there: the question or wait of the innermost run, and the calls of those below it. Either all of its
runs move or none does, and nothing of what was said is said again.
"""

from msgspec.structs import replace

from bot.dialogue.machine.state import Checkpoint, Frame, Resting, State, Thread, Waiting
from bot.dialogue.program import Ask, Offer, WaitFor
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.moved_places import MovedPlaces
from bot.dialogue.publishing.moved_runs import Hindrance, may_move, moved_frames


def move(library: Library, state: State) -> State:
    """Return a conversation with everything moved that can move.

    Args:
        library: what is published now, and older versions.
        state: where the conversation stands.
    """
    under_way: tuple[Thread | Resting, ...] = (*state.threads, *state.resting)
    if not any(may_move(library, frame) for one in under_way for frame in one.frames):
        return state
    return replace(
        state,
        threads=tuple(_thread(library, one) for one in state.threads),
        resting=tuple(_resting(library, one) for one in state.resting),
    )


def _thread(library: Library, thread: Thread) -> Thread:
    frames = moved_frames(library, thread.frames)
    if isinstance(frames, Hindrance) or frames == thread.frames:
        return thread
    places = MovedPlaces(library, thread.frames)
    return replace(
        thread,
        frames=frames,
        waiting=_waiting(library, thread.waiting, frames),
        history=_history(library, thread.frames, thread.history),
        kept=places.kept(thread),
        spared=places.done(thread.spared),
    )


def _resting(library: Library, resting: Resting) -> Resting:
    frames = moved_frames(library, resting.frames)
    if isinstance(frames, Hindrance) or frames == resting.frames:
        return resting
    places = MovedPlaces(library, resting.frames)
    moved = replace(
        resting,
        frames=frames,
        timer=resting.timer if _is_limited(library, frames) else None,
        kept=places.kept(resting),
        spared=places.done(resting.spared),
    )
    back = resting.way_back
    origin = None if back is None else moved_frames(library, back.origin)
    if back is None:
        return replace(moved, history=_history(library, resting.frames, resting.history))
    if origin is None or isinstance(origin, Hindrance):
        return replace(moved, way_back=None, history=())
    history = _history(library, back.origin, resting.history)
    moved_back = replace(back, origin=origin, done=places.done(back.done))
    return replace(moved, way_back=moved_back, history=history)


def _waiting(library: Library, waiting: Waiting, frames: tuple[Frame, ...]) -> Waiting:
    """Let a question wait without end where its new version says so."""
    return waiting if _is_limited(library, frames) else replace(waiting, timer=None)


def _is_limited(library: Library, frames: tuple[Frame, ...]) -> bool:
    """Say whether what the innermost run stands at may still be over by time."""
    innermost = frames[-1]
    program = library.program(innermost.dialogue, innermost.version)
    if program is None or program.code is not None or innermost.at < 0:
        return True
    step = program.instructions[innermost.at]
    match step:
        case Ask(within=within) | Offer(within=within) | WaitFor(within=within):
            return within is not None
        case _:
            return True


def _history(
    library: Library, frames: tuple[Frame, ...], history: tuple[Checkpoint, ...]
) -> tuple[Checkpoint, ...]:
    """Return the way back as far as it still leads to questions that are there.

    Args:
        library: what is published now, and older versions.
        frames: the runs before the move, which the last checkpoint leads back from.
        history: the checkpoints before the move.
    """
    moved: list[Checkpoint] = []
    for checkpoint in reversed(history):
        depth = checkpoint.depth
        asked = replace(frames[depth - 1], at=checkpoint.at, loops=checkpoint.loops)
        frames = (*frames[: depth - 1], asked, *checkpoint.above)
        then = moved_frames(library, frames)
        if isinstance(then, Hindrance):
            break
        done = MovedPlaces(library, frames).done(checkpoint.done) if checkpoint.done else ()
        back = replace(checkpoint, at=then[depth - 1].at, above=then[depth:], done=done)
        moved.append(back)
    return tuple(reversed(moved))
