"""What else an author wants of an answer: that it lies within a range, and what `where` says."""

from msgspec import Struct

from bot.core.values import Value
from bot.dialogue.expressions.expression import evaluate
from bot.dialogue.expressions.moments import clock_time, day
from bot.dialogue.expressions.scope import ExpressionError
from bot.dialogue.machine.facts import attempted, computed
from bot.dialogue.machine.speaking import unlabelled_scope
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.model.bounds import NOW, value_written
from bot.dialogue.model.names import ANSWER
from bot.dialogue.program import AskType, Question

Bound = float | str | None
"""A number, a date or a time in the form of slots; None where there is no bound."""


class Range(Struct, frozen=True):
    """The least and the most that an answer may be, both of the answer's own kind."""

    least: Bound = None
    most: Bound = None

    def holds(self, value: Bound) -> bool:
        """Say whether a number, a date or a time lies within, its ends included; None does not."""
        return value is not None and _ordered(self.least, value) and _ordered(value, self.most)


def _ordered(first: Bound, second: Bound) -> bool:
    match first, second:
        case (None, _) | (_, None):
            return True
        case str(), str():
            return first <= second
        case ((int() | float()), (int() | float())):
            return first <= second
        case _:
            return False


def range_of(course: Course, question: Question, run: OpenRun) -> Range:
    """Return the range of a number, date or time for this person, now.

    What an expression gives that is no such value bounds nothing, and is reported.

    Raises:
        OverBudget: this turn has computed too much.
    """
    least, most = question.least, question.most
    return Range(
        question.minimum if least is None else _bound(course, question.type, run, least),
        question.maximum if most is None else _bound(course, question.type, run, most),
    )


def fits(course: Course, question: Question, run: OpenRun, value: Value) -> bool:
    """Say whether `where` holds of an answer; an empty one, of a skipped question, always fits.

    Raises:
        OverBudget: this turn has computed too much.
    """
    source = question.where
    if source is None or value is None:
        return True
    named = {} if question.slot is None else {question.slot: value}
    return bool(computed(course, run, source, {**run.visible, **named, ANSWER: value}))


def _bound(course: Course, kind: AskType, run: OpenRun, source: str) -> Bound:
    written = value_written(kind, source)
    if written is not None and written not in NOW:
        return written
    expression = "now" if written is not None else source
    timezone = course.person.timezone

    def bound() -> Bound:
        scope = unlabelled_scope(course, run)
        return _of_kind(kind, evaluate(expression, scope, course.budget), timezone)

    found = attempted(course, bound)
    return found if isinstance(found, int | float | str) else None


def _of_kind(kind: AskType, value: Value, timezone: str) -> Bound:
    """Return a computed value as a bound of this type of question.

    Raises:
        ExpressionError: it is no such value.
    """
    if value is None:
        return None
    match kind:
        case "date":
            return day(value, timezone).isoformat()
        case "time":
            return f"{clock_time(value, timezone):%H:%M}"
        case _ if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        case _:
            raise ExpressionError("A number can only be bounded by a number.")
