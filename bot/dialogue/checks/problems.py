"""From what is wrong inside a text to faults at its places, in every language."""

from collections.abc import Callable, Iterable

from bot.brand.collected import Faults
from bot.brand.leaves import Template
from bot.brand.nodes import Place
from bot.brand.translations import Translations
from bot.dialogue.expressions.expression import check_expression
from bot.dialogue.expressions.problems import Problem
from bot.dialogue.expressions.templates import check_template


def report(problems: Iterable[Problem], at: Callable[[int], Place], faults: Faults) -> None:
    """Add a fault for each problem of a text.

    Args:
        problems: what is wrong.
        at: gives the place of a character of the text, by its offset.
        faults: where to add.
    """
    for problem in problems:
        faults.add(at(problem.offset), problem.message, problem.hint, problem.severity)


def check_in_all_languages(
    template: Template,
    written_in: str,
    check: Callable[[str], Iterable[Problem]],
    translations: Translations,
    faults: Faults,
) -> None:
    """Add every fault of a text and of its translations.

    Args:
        template: the text.
        written_in: its language.
        check: finds what is wrong in it, or in a translation.
        translations: the brand's catalogues.
        faults: where to add.
    """
    report(check(template.text), template.scalar.at, faults)
    for translation in translations.of(template, written_in).values():
        report(check(translation.text), translation.at, faults)


def without_slots(text: str) -> list[Problem]:
    """Return what is wrong with a text that is said outside of any dialogue."""
    return check_template(text, lambda source: check_expression(source, ()))
