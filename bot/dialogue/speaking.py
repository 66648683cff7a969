"""Texts filled in for the person at hand: what expressions see, and which variant is said."""

from collections.abc import Mapping
from hashlib import blake2b

from bot.core.text import Text
from bot.dialogue.expressions import Operand, OverBudget, Scope
from bot.dialogue.program import Ask, Program
from bot.dialogue.templates import Rendered, parsed_template, render
from bot.dialogue.turn import Course, OpenRun

_NAMES = frozenset({"name", "first_name"})
"""Facts from the platform that a dialogue may correct."""


def filled(course: Course, text: Text, run: OpenRun | None) -> Rendered:
    """Return a text in the person's language, with its expressions shown.

    Args:
        course: the turn; what cannot be computed is reported in it.
        text: what the author wrote.
        run: whose slots it may show, None outside a dialogue.

    Raises:
        OverBudget: this turn has computed too much.
    """
    source = text.within(course.person.language)
    constant = parsed_template(source).constant
    if constant is not None:
        return constant
    rendered = render(source, scope(course, run), course.budget)
    if course.budget.nodes < 0:
        raise OverBudget("This turn computes too much.")
    for incident in rendered.incidents:
        course.report(incident)
    return rendered


def variant(course: Course, variants: tuple[Text, ...], place: str) -> Text:
    """Return one of several texts: the same person always hears the same one at this place."""
    if len(variants) == 1:
        return variants[0]
    digest = blake2b(f"{course.person.id}\n{place}".encode(), digest_size=8).digest()
    return variants[int.from_bytes(digest, "big") % len(variants)]


def scope(course: Course, run: OpenRun | None) -> Scope:
    """Return what expressions may see, in the language and zone of the person."""
    person = course.person
    values: dict[str, Operand] = {} if run is None else {**run.slots}
    values["person"] = _person(course)
    values["event"] = {"text": course.said}
    values["brand"] = _brand(course)
    values["now"] = course.event.at
    labels = {} if run is None else _labels(run.program, person.language)
    return Scope(values, person.language, person.timezone, labels)


def _person(course: Course) -> Mapping[str, Operand]:
    person = course.person
    corrected = {name: person.values[name] for name in _NAMES & person.values.keys()}
    return {
        **person.values,
        "first_name": person.first_name,
        "name": person.name,
        "language": person.language,
        "timezone": person.timezone,
        "platform": person.platform,
        "channel": person.channel,
        "tags": person.tags,
        "subscribed": person.subscribed,
        "since": person.since,
        "last_said": person.last_said,
        **corrected,
    }


def _brand(course: Course) -> Mapping[str, Operand]:
    brand = course.library.brand
    return {
        "id": brand.id,
        "title": brand.title.within(course.person.language),
        "languages": brand.languages,
        "timezone": brand.timezone,
    }


def _labels(program: Program, language: str) -> dict[str, dict[str, str]]:
    """Return what the values of each choice slot are called to people."""
    return {
        step.question.slot: {
            choice.value: choice.label.within(language) for choice in step.question.choices
        }
        for step in program.instructions
        if isinstance(step, Ask) and step.question.slot is not None and step.question.choices
    }
