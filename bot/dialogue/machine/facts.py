"""What `set` changes: the slots of the run, and what is remembered of the person."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from bot.core.effects import RememberPerson
from bot.core.ids import RunId
from bot.core.person import Person
from bot.core.values import Value
from bot.dialogue.expressions.expression import ExpressionError, Operand, OverBudget, evaluate
from bot.dialogue.expressions.grammar import Refused
from bot.dialogue.expressions.templates import resolve
from bot.dialogue.machine.speaking import unlabelled_scope
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import Set

_OF_PERSON = "person."
_GIVEN = frozenset({"id", "platform", "channel", "tags", "subscribed", "since", "last_said"})
"""Facts that no dialogue can change by setting them."""


def set_values(course: Course, run: OpenRun, step: Set) -> None:
    """Give slots and facts their new values, in order; each sees those before it."""
    for name, authored in step.values.items():
        value = resolved(course, run, authored)
        if name.startswith(_OF_PERSON):
            remember(course, run, name.removeprefix(_OF_PERSON), value)
        else:
            run.slots[name] = value


def resolved(course: Course, run: OpenRun, authored: Value) -> Value:
    """Return an authored value with its expressions computed, null where they cannot be."""
    return attempted(
        course, lambda: resolve(authored, unlabelled_scope(course, run), course.budget)
    )


def computed(
    course: Course, run: OpenRun, source: str, slots: Mapping[str, Operand] | None = None
) -> Value:
    """Return what an expression gives, null where it cannot be computed.

    Args:
        course: the turn; what cannot be computed is reported in it.
        run: whose slots it sees.
        source: what the author wrote.
        slots: what it sees in the place of these, if anything.

    Raises:
        OverBudget: this turn has computed too much.
    """
    scope = unlabelled_scope(course, run, slots)
    return attempted(course, lambda: evaluate(source, scope, course.budget))


def attempted(course: Course, compute: Callable[[], Value]) -> Value:
    """Return what is computed; null, with an incident, where it cannot be.

    Raises:
        OverBudget: this turn has computed too much.
    """
    try:
        return compute()
    except OverBudget:
        raise
    except ExpressionError as error:
        course.report(str(error))
    except Refused:
        course.report("This expression cannot be read.")
    return None


def remember(course: Course, run: OpenRun, name: str, value: Value) -> None:
    """Remember a fact of the person, at once visible to the rest of the turn."""
    if name in _GIVEN or not _is_allowed(course, name, value):
        course.report(f"person.{name} cannot take this value.")
        return
    course.replaced_facts.setdefault(name, fact(course.person, name))
    give_fact(course, name, value, run.run)


def give_fact(
    course: Course,
    name: str,
    value: Value,
    run: RunId | None = None,
    named: tuple[str, ...] = (),
) -> None:
    """Record a fact of the person without remembering what it was before.

    Args:
        course: the turn.
        name: which fact.
        value: what it is from now on.
        run: where it is done, None outside of dialogues.
        named: of tags, those that are given or taken.
    """
    course.effects.append(RememberPerson(name, value, run, named))
    if name in {"language", "timezone"}:
        course.change_person(**{name: str(value)})
    elif name == "tags":
        course.change_person(tags=tuple(map(str, value)) if isinstance(value, list) else ())
    else:
        course.change_person(values={**course.person.values, name: value})


def fact(person: Person, name: str) -> Value:
    """Return a fact of the person that dialogues may set."""
    match name:
        case "language":
            return person.language
        case "timezone":
            return person.timezone
        case "tags":
            return list(person.tags)
        case _:
            return person.values.get(name)


def _is_allowed(course: Course, name: str, value: Value) -> bool:
    match name:
        case "language":
            return value in course.library.brand.languages
        case "timezone":
            return isinstance(value, str) and _is_zone(value)
        case _:
            return True


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, or no name of a zone at all
        return False
    return True
