"""Moving to what is published now: a dialogue under way goes on in its new version, or stays.

It moves where its new version says so (`moves: true`) and everything that it stands at is still
there: the question or wait of the innermost run, and the calls of those below it. Either all of its
runs move or none does, and nothing of what was said is said again.
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from bot.dialogue.differences import takes_same_answers
from bot.dialogue.keeping import kept_in
from bot.dialogue.library import Library
from bot.dialogue.moved_runs import Hindrance, may_move, moved_frames
from bot.dialogue.program import Ask, Offer, Program, Question, WaitFor, led_to
from bot.dialogue.state import Checkpoint, Frame, Kept, Resting, State, Thread, Waiting


def move(library: Library, state: State) -> State:
    """Return a conversation with everything moved that can move.

    Args:
        library: what is published now, and older versions.
        state: where the conversation stands.
    """
    under_way = [one.frames for one in state.threads] + [one.frames for one in state.resting]
    if not any(may_move(library, frame) for frames in under_way for frame in frames):
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
    return replace(
        thread,
        frames=frames,
        waiting=_waiting(library, thread.waiting, frames),
        history=_history(library, thread.frames, thread.history),
        kept=_kept(library, thread),
    )


def _resting(library: Library, resting: Resting) -> Resting:
    frames = moved_frames(library, resting.frames)
    if isinstance(frames, Hindrance) or frames == resting.frames:
        return resting
    moved = replace(
        resting,
        frames=frames,
        timer=resting.timer if _is_limited(library, frames) else None,
        kept=_kept(library, resting),
    )
    back = resting.way_back
    origin = None if back is None else moved_frames(library, back.origin)
    if back is None:
        return replace(moved, history=_history(library, resting.frames, resting.history))
    if origin is None or isinstance(origin, Hindrance):
        return replace(moved, way_back=None, history=())
    history = _history(library, back.origin, resting.history)
    return replace(moved, way_back=replace(back, origin=origin), history=history)


def _waiting(library: Library, waiting: Waiting, frames: tuple[Frame, ...]) -> Waiting:
    """Let a question wait without end where its new version says so."""
    return waiting if _is_limited(library, frames) else replace(waiting, timer=None)


def _is_limited(library: Library, frames: tuple[Frame, ...]) -> bool:
    """Say whether what the innermost run stands at may still be over by time."""
    innermost = frames[-1]
    program = library.program(innermost.dialogue, innermost.version)
    step = None if program is None or innermost.at < 0 else program.instructions[innermost.at]
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
        asked = replace(frames[depth - 1], at=checkpoint.at)
        frames = (*frames[: depth - 1], asked, *checkpoint.above)
        then = moved_frames(library, frames)
        if isinstance(then, Hindrance):
            break
        moved.append(replace(checkpoint, at=then[depth - 1].at, above=then[depth:]))
    return tuple(reversed(moved))


def _kept(library: Library, one: Thread | Resting) -> tuple[Kept, ...]:
    """Return the earlier answers, without those that are no answers to their questions any more."""
    programs = {program.dialogue: program for program in _programs(library, one)}
    return tuple(
        kept if _stays(library, programs, kept.question) else Kept(kept.question)
        for kept in kept_in(one.kept)
    )


def _programs(library: Library, one: Thread | Resting) -> Iterator[Program]:
    """Yield the older programs of a dialogue under way, and what they call."""
    for frame in one.frames:
        program = library.program(frame.dialogue, frame.version)
        if program is not None:
            yield from filter(None, (library.called(program, name) for name in led_to(program)))
            yield program


def _stays(library: Library, older: Mapping[str, Program], key: str) -> bool:
    dialogue, _, path = key.partition("~")[0].partition("/")
    before, now = older.get(dialogue), library.current(dialogue)
    old = None if before is None else _question(before, path)
    new = None if now is None else _question(now, path)
    return old is not None and new is not None and takes_same_answers(old, new)


def _question(program: Program, path: str) -> Question | None:
    asked = (one for one in program.instructions if isinstance(one, Ask) and one.path == path)
    found = next(asked, None)
    return None if found is None else found.question
