"""Texts and expressions: every name in them is known, in every language."""

from bot.brand.leaves import Template, Words
from bot.brand.nodes import Node, scalars_in
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.checks.contents import conditions_of, sent_of, templates_of, values_of
from bot.dialogue.checks.mentions import Check, checking
from bot.dialogue.checks.problems import check_in_all_languages, report
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.problems import Problem
from bot.dialogue.expressions.templates import check_template
from bot.dialogue.model.bounds import Bound
from bot.dialogue.model.names import ANSWER, PERSON
from bot.dialogue.model.slots import given_by
from bot.dialogue.steps import AskStep, SetStep, Step

_DOUBLE = lazy_pattern(r"\{\{\s*([\w.]+)\s*\}\}")
"""How other tools fill values in."""


def check_texts(scene: Scene) -> None:
    """Check every text and expression of a dialogue, and every translation of them."""
    if scene.script.title is not None:
        _check_template(scene, scene.script.title, checking(scene, None))
    for path, step in scene.steps:
        assigned = None if scene.is_python else scene.assigned.get(path)
        check = checking(scene, assigned, scene.named_at(step))
        for template in templates_of(step):
            _check_template(scene, template, check)
        for condition in conditions_of(step):
            judges = _judging(scene, step, assigned) if _judged(step) is condition else check
            problems = judges(condition.text)
            if isinstance(condition, Bound):
                problems = [_of_bound(condition, problem) for problem in problems]
            report(problems, condition.scalar.at, scene.faults)
        if isinstance(step, SetStep):
            _check_set(scene, step, assigned)
            continue
        for node in values_of(step):
            _check_value(scene, node, check)
        for scalar, text in sent_of(step):
            report(check_template(text, check), scalar.at, scene.faults)


def _check_set(scene: Scene, step: SetStep, assigned: frozenset[str] | None) -> None:
    """Check values that are given one after the other: each may be read by those below it."""
    for target, value in step.set.items():
        _check_value(scene, value.node, checking(scene, assigned, scene.named_at(step)))
        assigned = None if assigned is None else assigned | {target.text}


def _judged(step: Step) -> Words | None:
    """Return the condition on the answer to a question."""
    return step.where if isinstance(step, AskStep) else None


def _judging(scene: Scene, step: Step, assigned: frozenset[str] | None) -> Check:
    """Return what checks the condition on an answer, which may name it in two ways."""
    named = {ANSWER, *(slot.text for slot in given_by(step))}
    return checking(
        scene, None if assigned is None else assigned | named, scene.named_at(step) | {ANSWER}
    )


def _of_bound(bound: Bound, problem: Problem) -> Problem:
    """Return what is wrong with a bound: a single word that is no slot may be meant as a value."""
    if problem.hint is None or not (bound.text.isidentifier() and problem.hint.startswith("Give")):
        return problem
    message = f"{quoted(bound.text)} is neither a value nor a slot."
    return Problem(problem.offset, message, f"Write {bound.expected}.")


def _check_template(scene: Scene, template: Template, check: Check) -> None:
    check_in_all_languages(
        template,
        scene.language,
        lambda text: _problems(scene, text, check),
        scene.translations,
        scene.faults,
    )


def _problems(scene: Scene, text: str, check: Check) -> list[Problem]:
    """Return all that is wrong with a text, double braces around a slot among it."""
    problems = check_template(text, check)
    for found in _DOUBLE.finditer(text) if "{{" in text else ():
        if found[1] in scene.slots or found[1].startswith(PERSON):
            message = f'This shows "{{{found[1]}}}" with its braces.'
            hint = f"Write {{{found[1]}}} to show its value."
            problems.append(Problem(found.start(), message, hint, "warning"))
    return problems


def _check_value(scene: Scene, node: Node, check: Check) -> None:
    for scalar in scalars_in(node):
        if isinstance(scalar.value, str):
            report(check_template(scalar.text, check), scalar.at, scene.faults)
