"""Texts filled in for the person at hand: what expressions see, and which variant is said."""

from collections.abc import Iterable, Iterator, Mapping

from bot.brand.brand import Brand
from bot.core.ids import number_from
from bot.core.person import Person
from bot.core.text import Text
from bot.core.values import Value
from bot.dialogue.expressions.expression import ROOTS, Operand, OverBudget, Scope, names_in
from bot.dialogue.expressions.scope import Written
from bot.dialogue.expressions.templates import Rendered, parsed_template, render
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import Program

_NAMES = ("name", "first_name")
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
    return variants[number_from(f"{course.person.id}\n{place}") % len(variants)]


def slots_named(run: OpenRun, texts: Iterable[Text]) -> dict[str, Value]:
    """Return those slots of a run that any of these texts shows, in any language."""
    sources = [one for text in texts for one in (text.original, *text.translations.values())]
    holes = (hole.source for source in sources for hole in parsed_template(source).holes)
    names = {name for hole in holes for name in names_in(hole)}
    return {name: run.slots[name] for name in sorted(names) if name in run.slots}


def scope(course: Course, run: OpenRun | None) -> Scope:
    """Return what expressions may see, in the language and zone of the person."""
    person = course.person
    if run is None:
        return Scope(_Visible(course, {}), person.language, person.timezone)
    seen, labels = _Visible(course, run.visible), _Labels(course, run)
    return Scope(seen, person.language, person.timezone, labels, _Asked(run.program))


def unlabelled_scope(
    course: Course, run: OpenRun, slots: Mapping[str, Operand] | None = None
) -> Scope:
    """Return what expressions may see that show nothing: conditions, and values for slots.

    Args:
        course: the turn.
        run: whose slots they see.
        slots: what they see in the place of its slots, if not these.
    """
    seen = run.visible if slots is None else slots
    return Scope(_Visible(course, seen), course.person.language, course.person.timezone)


class _Visible(Mapping[str, Operand]):
    """Every name that an expression may use, worked out when it is asked for: few are."""

    __slots__ = ("_course", "_slots")

    def __init__(self, course: Course, slots: Mapping[str, Operand]) -> None:
        self._course = course
        self._slots = slots

    def __getitem__(self, name: str) -> Operand:
        match name:
            case "person":
                return facts_of(self._course.person)
            case "event":
                return _event(self._course)
            case "brand":
                return facts_of_brand(self._course.library.brand, self._course.person.language)
            case "now":
                return self._course.event.at
            case _:
                return self._slots[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._slots, *ROOTS))

    def __len__(self) -> int:
        return len(self._slots) + len(ROOTS)


class _Asked(Mapping[str, Written]):
    """The types of the questions that fill slots, looked for when one is shown: few are."""

    __slots__ = ("_program",)

    def __init__(self, program: Program) -> None:
        self._program = program

    def __getitem__(self, slot: str) -> Written:
        for question in self._program.questions[slot]:
            if question.type == "text" or question.type == "time":  # noqa: PLR1714  # it narrows
                return question.type
        raise KeyError(slot)

    def __iter__(self) -> Iterator[str]:
        return (slot for slot in self._program.questions if slot in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _event(course: Course) -> Mapping[str, Operand]:
    cause = course.cause
    if cause is None:
        return {"text": course.said}
    return {"text": course.said, "name": cause.name, "data": cause.data}


def facts_of(person: Person) -> Mapping[str, Operand]:
    """Return a person as expressions see them: `person.x`."""
    held = person.values
    corrected = {name: held[name] for name in _NAMES if name in held} if held else {}
    return {
        **held,
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


def facts_of_brand(brand: Brand, language: str) -> Mapping[str, Operand]:
    """Return a brand as expressions see it, its title in a language: `brand.x`."""
    return {
        "id": brand.id,
        "title": brand.title.within(language),
        "languages": brand.languages,
        "timezone": brand.timezone,
    }


class _Labels(Mapping[str, Mapping[str, str]]):
    """What the values of a choice slot are called to people, looked for when one is shown."""

    __slots__ = ("_course", "_run")

    def __init__(self, course: Course, run: OpenRun) -> None:
        self._course = course
        self._run = run

    def __getitem__(self, slot: str) -> Mapping[str, str]:
        return {
            str(choice.value): _label(self._course, self._run, choice.label)
            for question in self._run.program.questions[slot]
            for choice in question.choices
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._run.program.questions)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _label(course: Course, run: OpenRun, label: Text) -> str:
    source = label.within(course.person.language)
    constant = parsed_template(source).constant
    if constant is not None:
        return constant.text
    return render(source, unlabelled_scope(course, run), course.budget).text
