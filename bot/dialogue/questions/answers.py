"""What counts as an answer to a question: typed words, and the limits that its author set."""

from typing import assert_never

from msgspec import Struct

from bot.core.attached import contact_in, place_of
from bot.core.content import Contact
from bot.core.universal import is_done, is_keep, is_skip
from bot.core.values import Value
from bot.core.words import normalise
from bot.dialogue.expressions.moments import day
from bot.dialogue.machine.state import Waiting
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.machine.understanding import Names
from bot.dialogue.program import TAKING_SEVERAL, Question
from bot.dialogue.questions.asking import keep_label, label_of, scale_of
from bot.dialogue.questions.fitting import Range, fits, range_of
from bot.dialogue.questions.keeping import default_for
from bot.dialogue.questions.things import thing_in


class Answer(Struct, frozen=True):
    """An answer that counts; `agreed` is the exact words said yes to, where it is such a yes."""

    value: Value
    agreed: str | None = None


class Asked(Struct, frozen=True):
    """The question that waits, with all that is needed to read an answer to it."""

    question: Question
    path: str
    waiting: Waiting
    track: Track

    @property
    def run(self) -> OpenRun:
        """The run that asks."""
        return self.track.runs[-1]

    @property
    def earlier(self) -> Value:
        """The answer from before *back*, null where there is none."""
        return default_for(self.track, self.path)


def is_wanted(course: Course, asked: Asked, answer: Answer) -> bool:
    """Say whether an answer is one that its author wants, by what `where` says."""
    return fits(course, asked.question, asked.run, answer.value)


def exact_answer(course: Course, asked: Asked, text: str) -> Answer | None:
    """Return the answer that a message is beyond doubt: a thing, a label, a yes or no, a word."""
    answer = _exact_answer(course, asked, text)
    return answer if answer is not None and is_wanted(course, asked, answer) else None


def _exact_answer(course: Course, asked: Asked, text: str) -> Answer | None:
    thing = thing_in(course.sent, asked.question.type)
    if thing is not None:
        return Answer(thing)
    named = _voted_answer(course, asked) or _named_answer(course, asked, text)
    if named is not None:
        return named
    if asked.question.optional and is_skip(text):
        return Answer(None)
    return kept_answer(asked) if _keeps(course, asked, text) else None


def _keeps(course: Course, asked: Asked, text: str) -> bool:
    """Say whether a message leaves the earlier answer as it was: the word, or the whole label."""
    if asked.earlier is None:
        return False
    label = keep_label(course, asked.question, asked.run, asked.earlier)
    return is_keep(text) or normalise(text) == normalise(label)


def added_choice(course: Course, asked: Asked, text: str) -> int | None:
    """Return the choice that is named alone, after others were taken by their buttons.

    To type a label is the same as to press it.
    """
    if asked.question.type not in TAKING_SEVERAL or not asked.waiting.picked:
        return None
    labels = [names[:-1] for names in _names(course, asked)]
    return course.understanding.exact_choice(text, labels)


def _named_answer(course: Course, asked: Asked, text: str) -> Answer | None:
    question = asked.question
    match question.type:
        case "choice" | "choices" | "poll":
            labels = [names[:-1] for names in _names(course, asked)]
            place = course.understanding.exact_choice(text, labels)
            if place is not None:
                return chosen(course, asked, place)
            done = question.type in TAKING_SEVERAL and is_done(text)
            return picked_answer(asked) if done else None
        case "yes_no":
            agreed = course.understanding.yes_no(text, course.library.brand.languages)
            return None if agreed is None else yes_no_answer(asked, agreed=agreed)
        case "location":
            somewhere = course.understanding.place(text)
            return None if somewhere is None else Answer(place_of(*somewhere))
        case "contact":
            zone = course.library.brand.timezone
            phone = course.understanding.phone(text, course.person.language, zone)
            return None if phone is None else Answer(contact_in(Contact(phone)))
        case _:
            return None


def _voted_answer(course: Course, asked: Asked) -> Answer | None:
    """Return the answer that a vote in a poll is, where every label in it is a choice's."""
    if not (course.sent.poll and asked.question.choices):
        return None
    labels = [names[:-1] for names in _names(course, asked)]
    places = {course.understanding.exact_choice(label, labels) for label in course.sent.poll}
    known = tuple(place for place in places if place is not None)
    return voted_for(course, asked, known) if len(known) == len(places) else None


def voted_for(course: Course, asked: Asked, options: tuple[int, ...]) -> Answer | None:
    """Return the answer that a vote is, None where it is for what the question does not offer."""
    places = tuple(sorted(set(options)))
    if not all(0 <= place < len(asked.question.choices) for place in places):
        return None
    if asked.question.type in TAKING_SEVERAL:
        return several(asked.question, places)
    return chosen(course, asked, places[0]) if len(places) == 1 else None


def typed_answer(course: Course, asked: Asked, text: str) -> Answer | None:
    """Return the answer that a message gives, None where it gives none that is wanted."""
    answer = _typed_answer(course, asked, text)
    return answer if answer is not None and is_wanted(course, asked, answer) else None


def _typed_answer(  # noqa: PLR0911  # one case for each type
    course: Course, asked: Asked, text: str
) -> Answer | None:
    question, understanding = asked.question, course.understanding
    language, languages = course.person.language, course.library.brand.languages
    match question.type:
        case "text":
            return Answer(text) if text else None
        case "choice":
            place = understanding.choice(text, _names(course, asked), languages)
            return None if place is None else chosen(course, asked, place)
        case "choices" | "poll":
            places = understanding.choices(text, _names(course, asked), languages)
            return None if places is None else several(question, places)
        case "number" | "date" | "time":
            return _measured(course, asked, text)
        case "rating":
            return rating_answer(
                question, understanding.rating(text, language, scale_of(question)[1])
            )
        case "email":
            return _found(understanding.email(text))
        case "phone":
            shared, timezone = course.sent.contact, course.library.brand.timezone
            written = text if shared is None else shared.phone
            return _found(understanding.phone(written, language, timezone))
        case "url":
            return _found(understanding.url(text))
        case "yes_no" | "photo" | "file" | "location" | "contact":
            return None
        case _:
            assert_never(question.type)


def _measured(course: Course, asked: Asked, text: str) -> Answer | None:
    """Return the number, date or time that a message gives, where it lies in the range."""
    range_ = range_of(course, asked.question, asked.run)
    value = _measure(course, asked.question, range_, text)
    return Answer(value) if range_.holds(value) else None


def _measure(course: Course, question: Question, range_: Range, text: str) -> float | str | None:
    understanding, person = course.understanding, course.person
    languages = (person.language, *course.library.brand.languages)
    match question.type:
        case "date":
            return understanding.date(text, languages, day(course.event.at, person.timezone))
        case "time":
            return understanding.time(text, languages)
        case _:
            most = range_.most if isinstance(range_.most, int | float) else None
            return understanding.number(text, person.language, most)


def _found(value: str | None) -> Answer | None:
    return None if value is None else Answer(value)


def chosen(course: Course, asked: Asked, place: int) -> Answer | None:
    """Return the answer that one choice is."""
    question = asked.question
    if question.type in TAKING_SEVERAL:
        return several(question, (place,))
    choice = question.choices[place]
    label = label_of(course, choice.label, asked.run)
    return Answer(choice.value, f"{asked.waiting.shown or ''}\n{label}")


def several(question: Question, places: tuple[int, ...]) -> Answer | None:
    """Return the answer that several choices are, where they are neither too few nor too many."""
    least = 1 if question.minimum is None else question.minimum
    if not Range(least, question.maximum).holds(len(places)):
        return None
    return Answer([question.choices[place].value for place in sorted(places)])


def picked_answer(asked: Asked) -> Answer | None:
    """Return the answer that the choices taken so far are."""
    return several(asked.question, asked.waiting.picked)


def yes_no_answer(asked: Asked, *, agreed: bool) -> Answer:
    """Return the answer that a yes or a no is."""
    return Answer(agreed, asked.waiting.shown if agreed else None)


def rating_answer(question: Question, rating: int | None) -> Answer | None:
    """Return the answer that a rating is, where it lies on the scale."""
    return Answer(rating) if Range(*scale_of(question)).holds(rating) else None


def kept_answer(asked: Asked) -> Answer:
    """Return the earlier answer to this question, from before the person went back."""
    value = asked.earlier
    agreed = value is True or asked.question.type == "choice"
    return Answer(value, asked.waiting.shown if agreed else None)


def _names(course: Course, asked: Asked) -> list[Names]:
    """Return what each choice is called: as shown, in every language, and its key last."""
    return [
        (
            label_of(course, choice.label, asked.run),
            choice.label.original,
            *choice.label.translations.values(),
            str(choice.value),
        )
        for choice in asked.question.choices
    ]
