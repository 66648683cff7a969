"""Answers from before *back*: defaults in the order of their questions, until the path changes."""

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


def default_for(track: Track, path: str) -> Value:
    """Return the earlier answer to the question that waits, null where there is none."""
    return track.kept[0].answer if leads_to(track, path) else None


def leads_to(track: Track, path: str) -> bool:
    """Say whether *back* led over this question, and the path since is the same.

    Args:
        track: the thread; its innermost run asks.
        path: the step at which it does.
    """
    if not track.kept:
        return False
    return track.kept[0].question == question_key(track.runs[-1], path)


def keep_answer(track: Track, question: str, answer: Value) -> None:
    """Keep the answer to a question that *back* leads to: it is the next to be asked."""
    track.kept = (Kept(question, answer), *track.kept)


def come_to(track: Track, path: str) -> None:
    """Forget every kept answer where another question is asked than was asked here before."""
    if not leads_to(track, path):
        track.kept = ()


def go_beyond(track: Track, path: str) -> None:
    """Leave the kept answer to a question behind that is answered, or passes unasked."""
    if leads_to(track, path):
        track.kept = track.kept[1:]
