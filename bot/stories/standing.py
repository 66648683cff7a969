"""Where somebody stands in a conversation: what is asked of them, and what is waited for."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.core.values import Value
from bot.dialogue.machine.state import Frame, State
from bot.dialogue.program import Ask, Instruction, Offer, Wait, WaitFor
from bot.dialogue.publishing.library import Library
from bot.dialogue.python.fitting import path_of_call, step_at


class Standing(Struct, frozen=True):
    """What a person could answer or await now.

    `asked` waits for the person in `dialogue`, `reference` is the message that asked, and `misses`
    counts what was no answer. `awaited` are the waits for a clock or an event, each with the slots
    of its run. `handed_over` says that people have taken over, and nothing of ours is said.
    """

    asked: Ask | Offer | None = None
    dialogue: str = ""
    reference: str = ""
    misses: int = 0
    awaited: tuple[tuple[Wait | WaitFor, Mapping[str, Value]], ...] = ()
    handed_over: bool = False


def standing_in(library: Library, state: State) -> Standing:
    """Return where the person of a conversation stands."""
    found = [(_instruction(library, one.frames[-1]), one.frames[-1]) for one in state.resting]
    awaited = tuple(
        (step, frame.slots) for step, frame in found if isinstance(step, Wait | WaitFor)
    )
    standing = Standing(awaited=awaited, handed_over=state.handed_over is not None)
    if not state.threads:
        return standing
    thread = state.threads[-1]
    frame = thread.frames[-1]
    asked = _instruction(library, frame)
    if not isinstance(asked, Ask | Offer):
        return standing
    return replace(
        standing,
        asked=asked,
        dialogue=frame.dialogue,
        reference=thread.waiting.reference,
        misses=thread.waiting.misses,
    )


def _instruction(library: Library, frame: Frame) -> Instruction | None:
    program = library.program(frame.dialogue, frame.version)
    if program is None:
        return None
    if program.code is not None:
        return step_at(program, path_of_call(frame.journal[frame.at].call))
    return program.instructions[frame.at]
