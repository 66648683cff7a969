"""Asking something."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import is_on, seconds_of, text_of
from bot.dialogue.compiling.overtime import compile_overtime
from bot.dialogue.compiling.showing import files_of
from bot.dialogue.model.bounds import Bound, value_written
from bot.dialogue.program import Ask, AskType, Choice, Question
from bot.dialogue.steps import AskStep

RATING = (1.0, 5.0)
"""The scale of a rating, unless the author says otherwise."""


def ask_type(step: AskStep) -> AskType:
    """Return what counts as an answer: what is written, else choice with choices, else text.

    A type that could not be read is empty.
    """
    if step.type is not None:
        written: AskType = step.type.text  # type: ignore[assignment]  # its definition admits these
        return written
    return "text" if step.choices is None else "choice"


def compile_ask(code: Code, step: AskStep, path: str) -> None:
    """Add a question."""
    tries = None if step.tries is None else int(step.tries.number)
    asking = Ask(path, _question(code, step), seconds_of(step.within), tries=tries)
    compile_overtime(code, asking, step.otherwise)


def _question(code: Code, step: AskStep) -> Question:
    kind = ask_type(step)
    least, most = RATING if kind == "rating" else (None, None)
    options = () if step.choices is None else step.choices.options
    return Question(
        text=code.variants(step.ask),
        type=kind,
        slot=text_of(step.as_),
        choices=tuple(Choice(option.value, code.translate(option.label)) for option in options),
        minimum=least if step.min is None else step.min.number,
        maximum=most if step.max is None else step.max.number,
        least=_bound(kind, step.min),
        most=_bound(kind, step.max),
        where=text_of(step.where),
        again=code.variants(step.again or ()),
        optional=is_on(step.optional),
        interruptible=is_on(step.interruptible, default=True),
        media=files_of(code, step.media),
        everyone=is_on(step.everyone),
        enough=None if step.enough is None else int(step.enough.number),
    )


def _bound(kind: AskType, bound: Bound | None) -> str | None:
    """Return a bound that is no number: a value in its plain form, or an expression."""
    if bound is None or bound.number is not None:
        return None
    written = value_written(kind, bound.text)
    return bound.text if written is None else written
