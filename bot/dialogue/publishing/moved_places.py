"""Places by name, `dialogue/path`, in the versions that are published now."""

from collections.abc import Iterator

from msgspec.structs import replace

from bot.dialogue.machine.state import Done, Frame, Kept, Resting, Thread
from bot.dialogue.program import Ask, Instruction, Jump, Program, led_to
from bot.dialogue.publishing.counterparts import counterpart
from bot.dialogue.publishing.differences import takes_same_answers
from bot.dialogue.publishing.library import Library
from bot.dialogue.questions.keeping import kept_in


class MovedPlaces:
    """Where the steps of a dialogue under way, and of what it called, stand now.

    Args:
        library: what is published now, and older versions.
        frames: the runs before the move.
    """

    def __init__(self, library: Library, frames: tuple[Frame, ...]) -> None:
        self._library = library
        self._older = {program.dialogue: program for program in _programs(library, frames)}

    def kept(self, one: Thread | Resting) -> tuple[Kept, ...]:
        """Return earlier answers; those that are no answers any more are none to offer."""
        return tuple(self._kept(kept) for kept in kept_in(one.kept))

    def done(self, done: tuple[Done, ...]) -> tuple[Done, ...]:
        """Return what was done outside, where that step is still there."""
        named = [(one, self._moved(one.step)) for one in done]
        return tuple(replace(one, step=moved[0]) for one, moved in named if moved is not None)

    def _kept(self, kept: Kept) -> Kept:
        moved = self._moved(kept.question)
        if moved is None:
            return Kept(kept.question)
        name, old, new = moved
        stays = (
            isinstance(old, Ask)
            and isinstance(new, Ask)
            and takes_same_answers(old.question, new.question)
        )
        return Kept(name, kept.answer if stays else None)

    def _moved(self, name: str) -> tuple[str, Instruction, Instruction] | None:
        """Return the name of a place now, with what stood and stands there; None where it is gone.

        Within a loop the name tells of which pass it is: such a place stays where it is.
        """
        place, mark, passes = name.partition("~")
        dialogue, _, path = place.partition("/")
        before, now = self._older.get(dialogue), self._library.current(dialogue)
        old = None if before is None else _step(before, path)
        if before is None or now is None or old is None:
            return None
        at = counterpart(before, old, now, loops=bool(mark))
        new = None if at is None else now.instructions[at]
        if new is None or isinstance(new, Jump):
            return None
        return f"{dialogue}/{new.path}{mark}{passes}", old, new


def _programs(library: Library, frames: tuple[Frame, ...]) -> Iterator[Program]:
    """Yield the older programs of a dialogue under way, and what they call."""
    for frame in frames:
        program = library.program(frame.dialogue, frame.version)
        if program is not None:
            yield from filter(None, (library.called(program, name) for name in led_to(program)))
            yield program


def _step(program: Program, path: str) -> Instruction | None:
    steps = (one for one in program.instructions if not isinstance(one, Jump))
    return next((one for one in steps if one.path == path), None)
