"""Answers from before *back*: defaults in the order of their questions, until the path changes."""

from collections.abc import Sequence

from bot.core.values import Value
from bot.dialogue.machine.looping import answer_path
from bot.dialogue.machine.state import Kept
from bot.dialogue.machine.turn import OpenRun, Track


def question_key(run: OpenRun, path: str) -> str:
    """Return the name under which the answer to a question is kept: its place, and its pass."""
    return run.place_of(answer_path(run, path))


def kept_in(stored: tuple[Kept, ...] | dict[str, Value]) -> tuple[Kept, ...]:
    """Return the answers that a state holds; an earlier version held the last one left last."""
    if isinstance(stored, tuple):
        return stored
    return tuple(Kept(question, answer) for question, answer in reversed(stored.items()))


def default_for(kept: Sequence[Kept], question: str) -> Value:
    """Return the earlier answer to the question that waits, null where there is none."""
    return kept[0].answer if kept and kept[0].question == question else None


def leads_to(track: Track, question: str) -> bool:
    """Say whether *back* led over this question, and the path since is the same."""
    return bool(track.kept) and track.kept[0].question == question


def keep_answer(track: Track, question: str, answer: Value) -> None:
    """Keep the answer to a question that *back* leads to: it is the next to be asked."""
    track.kept = (Kept(question, answer), *track.kept)


def come_to(track: Track, question: str) -> None:
    """Forget every kept answer where another question is asked than was asked here before."""
    if not leads_to(track, question):
        track.kept = ()


def go_beyond(track: Track, question: str) -> None:
    """Leave the kept answer to a question behind that is answered, or passes unasked."""
    if leads_to(track, question):
        track.kept = track.kept[1:]
