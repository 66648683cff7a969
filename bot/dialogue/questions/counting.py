"""Where everyone in a group answers: how each answer counts, and what stands in the slot then."""

from collections.abc import Iterable, Sequence

from bot.core.values import Value
from bot.dialogue.machine.state import Waiting
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import Ask, Question

YES, NO = "yes", "no"
"""The names of the two answers of a yes or no where they are counted."""


def is_open_to_all(course: Course, question: Question) -> bool:
    """Say whether each in a group answers this question: one answer does not end it."""
    return question.everyone and course.is_shared


def _options_of(question: Question) -> Sequence[str]:
    """Return the names under which the answers to a question are counted, in its order."""
    if question.type == "yes_no":
        return (YES, NO)
    return tuple(str(choice.value) for choice in question.choices)


def votes_in(value: Value) -> tuple[str, ...]:
    """Return what an answer is counted as: one option, or several."""
    match value:
        case bool():
            return (YES if value else NO,)
        case list():
            return tuple(map(str, value))
        case _:
            return (str(value),)


def counted(question: Question, votes: Iterable[Sequence[str]]) -> dict[str, Value]:
    """Return how often each option was chosen, in the order of the question."""
    chosen = [option for vote in votes for option in vote]
    return {option: chosen.count(option) for option in _options_of(question)}


def go_past_count(run: OpenRun, waiting: Waiting) -> None:
    """Go on behind a question that everyone was asked: with the count, or as nobody answered."""
    step = run.instruction()
    assert isinstance(step, Ask)
    count = counted(step.question, waiting.votes.values())
    if step.question.slot is not None:
        run.slots[step.question.slot] = count
    run.go_on(count, None if waiting.votes else step.otherwise)
