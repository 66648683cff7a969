"""What is left of a state that cannot be read: which dialogues were under way."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from bot.core.ids import RunId
from bot.dialogue.machine.state import EMPTY, Frame, State, Thread, Waiting

_NO_VERSION = ""
"""In no program: a dialogue in it is given up at the next word, and offered anew."""


class _Run(Struct, array_like=True):
    run: str
    dialogue: str


class _Thread(Struct, array_like=True):
    frames: tuple[_Run, ...]


class _State(Struct, array_like=True):
    threads: tuple[msgspec.Raw, ...] = ()


def salvaged(stored: str) -> State:
    """Return a state in which the dialogues under way have lost their version.

    Whoever is inside one is told so, instead of being taken for somebody new.
    """
    try:
        threads = msgspec.json.decode(stored, type=_State).threads
    except msgspec.MsgspecError:
        return EMPTY
    return State(threads=tuple(_lost(threads)))


def _lost(threads: tuple[msgspec.Raw, ...]) -> Iterator[Thread]:
    for raw in threads:
        try:
            thread = msgspec.json.decode(raw, type=_Thread)
        except msgspec.MsgspecError:
            continue
        frames = tuple(Frame(RunId(one.run), one.dialogue, _NO_VERSION, 0) for one in thread.frames)
        if frames:
            yield Thread(frames, Waiting(""))
