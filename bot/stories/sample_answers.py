"""Answers that a question admits, and some that it does not."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from bot.core.content import Media
from bot.dialogue.model.bounds import NOW, value_written
from bot.dialogue.program import Ask, Offer, Question
from bot.stories.story import NOWHERE, SOMEBODY, Says

_WORDS: Mapping[str, tuple[str, ...]] = {
    "text": ("Ada", "At the market, on a Saturday", "I am not sure yet", "🙂 lovely"),
    "yes_no": ("yes", "no"),
    "date": ("2030-12-05", "2031-03-01"),
    "time": ("09:30", "18:00"),
    "email": ("ada@example.org",),
    "phone": ("+390551234567",),
    "contact": ("+390551234567",),
    "url": ("https://example.org/a",),
    "location": ("43.77, 11.25",),
}
"""Typed answers by the type of a question; the others need their question."""

_SOMETIME = {"date": ("31/12", "2000-01-01"), "time": ("23:59", "00:00")}
"""What is never before now, and what is never after it."""

_SOON = (1, 2, 3, 4, 7, 12, 30)
"""Days from today; a week of them holds every day of the week that is open."""

_NUMBERS = ("1042", "12345", "A-17")
"""What orders and tickets are called."""

_FILES = {
    "photo": Media("image", "media/photo.jpg", name="photo.jpg"),
    "file": Media("file", "media/file.pdf", name="file.pdf"),
}
_WRONG = ("xyzzy", "-999999", "🤷", "?", "what do you mean")
_SPAN = 10
"""How far a number goes from the one bound that its author wrote."""


def admitted(asked: Ask | Offer, chance: Random, today: date) -> Says:
    """Return something that the question takes for an answer, as far as it can be foreseen."""
    if isinstance(asked, Offer):
        return said(chance.choice(_WORDS["yes_no"]))
    question = asked.question
    if question.type in _FILES:
        return Says(NOWHERE, SOMEBODY, "", (_FILES[question.type],))
    if question.where is not None and question.type in ("date", "text"):
        return said(chance.choice(_guesses(question, today)))
    return said(_typed(question, chance))


def _guesses(question: Question, today: date) -> Sequence[str]:
    """Return answers of which one may be what an expression wants: days soon, and numbers."""
    if question.type == "date":
        return [(today + timedelta(days)).isoformat() for days in _SOON]
    return (*_WORDS["text"], *_NUMBERS)


def is_sure(asked: Ask | Offer) -> bool:
    """Say whether what is `admitted` is an answer: nobody knows what an expression wants."""
    if isinstance(asked, Offer):
        return True
    question = asked.question
    bounds = (bound for bound in (question.least, question.most) if bound is not None)
    known = all(value_written(question.type, bound) is not None for bound in bounds)
    return known and question.where is None


def wrong(chance: Random) -> Says:
    """Return something that few questions take for an answer."""
    return said(chance.choice(_WRONG))


def said(text: str) -> Says:
    """Return a message of somebody."""
    return Says(NOWHERE, SOMEBODY, text)


def _typed(question: Question, chance: Random) -> str:
    match question.type:
        case "number" | "rating":
            return str(_number(question, chance))
        case "date" | "time":
            return chance.choice(_bounded(question) or _WORDS[question.type])
        case "choice":
            return str(chance.choice(question.choices).value)
        case "choices" | "poll":
            return _several(question, chance)
        case _:
            return chance.choice(_WORDS.get(question.type, _WORDS["text"]))


def _bounded(question: Question) -> list[str]:
    """Return answers that lie at the bounds of a date or a time, which are within."""
    least, most = question.least, question.most
    written = [value_written(question.type, bound) for bound in (least, most) if bound is not None]
    fixed = [value for value in written if value is not None and value not in NOW]
    if fixed:
        return fixed
    return [_SOMETIME[question.type][least not in NOW]] if NOW.intersection(written) else []


def _number(question: Question, chance: Random) -> int | float:
    least, most = question.minimum, question.maximum
    if least is None:
        least = 0 if most is None else min(0, most - _SPAN)
    if most is None:
        most = least + _SPAN
    whole = range(-int(-least // 1), int(most // 1) + 1)
    return chance.choice(whole) if whole else least


def _several(question: Question, chance: Random) -> str:
    values = [str(choice.value) for choice in question.choices]
    least = int(question.minimum or 1)
    most = int(question.maximum or len(values))
    count = chance.randint(min(least, len(values)), min(most, len(values)))
    return ", ".join(chance.sample(values, count))
