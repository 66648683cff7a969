"""What is said by itself when an answer does not fit: what is wanted, with the range it lies in."""

from bot.dialogue.expressions.display import date_text, number_text, time_text
from bot.dialogue.expressions.scope import Scope
from bot.dialogue.machine.product_texts import ProductTexts
from bot.dialogue.machine.turn import Course
from bot.dialogue.program import AskType, Question
from bot.dialogue.questions.answers import Asked
from bot.dialogue.questions.asking import scale_of, takes_several
from bot.dialogue.questions.fitting import Bound, Range, range_of


def default_again(course: Course, asked: Asked) -> str:
    """Return the product's own words for a question whose author wrote none.

    Raises:
        OverBudget: this turn has computed too much.
    """
    question, texts = asked.question, course.texts
    match question.type:
        case "choices" | "poll":
            return _several(texts, question)
        case "rating":
            return _number(course, Range(*scale_of(question)))
        case "number":
            return _number(course, range_of(course, question, asked.run))
        case "date" | "time":
            return _dated(course, question.type, range_of(course, question, asked.run))
        case _:
            return texts.again[question.type]


def _several(texts: ProductTexts, question: Question) -> str:
    least, most = question.minimum, question.maximum
    if not takes_several(question):
        return texts.again["choice"]
    if least is None and most is None:
        return texts.again[question.type]
    count = len(question.choices)
    return texts.again_several.format(
        least=1 if least is None else int(least), most=count if most is None else int(most)
    )


def _number(course: Course, wanted: Range) -> str:
    texts = course.texts
    forms = (texts.again_least, texts.again_most, texts.again_between)
    return _in_range(course, "number", wanted, forms) or texts.again["number"]


def _dated(course: Course, kind: AskType, wanted: Range) -> str:
    texts = course.texts
    forms = (texts.again_from[kind], texts.again_until[kind], texts.again_within[kind])
    return _in_range(course, kind, wanted, forms) or texts.again[kind]


def _in_range(course: Course, kind: AskType, wanted: Range, forms: tuple[str, str, str]) -> str:
    """Return one of the forms for a least, for a most and for both; nothing where all is wanted."""
    if wanted.least is None and wanted.most is None:
        return ""
    least, most = (_shown(course, kind, bound) for bound in (wanted.least, wanted.most))
    from_least, until_most, between = forms
    form = between if least and most else from_least if least else until_most
    return form.format(least=least, most=most)


def _shown(course: Course, kind: AskType, bound: Bound) -> str:
    scope = Scope({}, course.person.language, course.person.timezone)
    match bound:
        case None:
            return ""
        case str():
            return date_text(bound, scope, "long") if kind == "date" else time_text(bound, scope)
        case _:
            whole = int(bound) if bound == int(bound) else bound
            return number_text(whole, course.person.language)
