"""What keeps somebody who stands at a step of one version from standing at it in another.

Whatever was shown has to stay right: the buttons of a question count its choices, and so do the
numbers that people type. The choices that were shown therefore stand first, in the same order.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import structs

from bot.dialogue.program import Ask, Do, Http, Instruction, Offer, Question, Run, WaitFor
from bot.dialogue.questions.asking import scale_of

_PLACES = frozenset({"path", "to", "otherwise", "failed", "leave", "cases"})
"""Parts of steps that only say where they are, and where they lead to."""

Difference = Literal[
    "another kind",
    "another type",
    "another slot",
    "another text",
    "other choices",
    "no longer optional",
    "a narrower scale",
    "another topic",
    "another event",
    "another dialogue",
    "another call",
]


def difference(old: Instruction, new: Instruction) -> Difference | None:
    """Return what hinders a move from one step to another at the same path, None for nothing."""
    match old, new:
        case Ask(), Ask():
            return _of_questions(old.question, new.question)
        case Offer(), Offer():
            return _first(
                ("another topic", old.topic == new.topic), ("another slot", old.slot == new.slot)
            )
        case WaitFor(), WaitFor():
            return _first(
                ("another event", old.event == new.event), ("another slot", old.slot == new.slot)
            )
        case Run(), Run():
            return _first(
                ("another dialogue", old.dialogue == new.dialogue),
                ("another slot", old.slot == new.slot),
            )
        case (Do(), Do()) | (Http(), Http()):
            return _first(("another call", written_of(old) == written_of(new)))
        case _:
            return None if type(old) is type(new) else "another kind"


def written_of(step: Instruction) -> Mapping[str, object]:
    """Return what a step is, without where it stands and where it leads to."""
    parts = structs.asdict(step).items()
    return {name: part for name, part in parts if name not in _PLACES}


def takes_same_answers(old: Question, new: Question) -> bool:
    """Say whether an answer to the one would be an answer to the other, too."""
    return _wanted(old) == _wanted(new) and _of_questions(old, new) is None


def texts_of(question: Question) -> list[str]:
    """Return what a question may say, as its author wrote it."""
    return [text.original for text in question.text]


def _of_questions(old: Question, new: Question) -> Difference | None:
    """Compare two questions: what they say may change, where a slot says what they are about."""
    return _first(
        ("another type", old.type == new.type),
        ("another slot", old.slot == new.slot),
        ("another text", old.slot is not None or texts_of(old) == texts_of(new)),
        ("other choices", _choices(new)[: len(old.choices)] == _choices(old)),
        ("no longer optional", new.optional or not old.optional),
        ("a narrower scale", old.type != "rating" or _holds(new, old)),
    )


def _wanted(question: Question) -> tuple[float | str | None, ...]:
    """Return what an answer has to be, beside being of its type."""
    bounds = (question.minimum, question.maximum, question.least, question.most)
    return (*bounds, question.where)


def _first(*compared: tuple[Difference, bool]) -> Difference | None:
    return next((name for name, is_same in compared if not is_same), None)


def _choices(question: Question) -> list[str | int]:
    return [choice.value for choice in question.choices]


def _holds(wider: Question, narrower: Question) -> bool:
    """Say whether every button of one scale is on the other."""
    least, most = scale_of(wider)
    lowest, highest = scale_of(narrower)
    return least <= lowest and highest <= most
