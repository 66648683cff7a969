"""Texts and expressions: every name in them is known, in every language."""

import re
from collections.abc import Callable, Iterator, Mapping

from bot.brand.environment import without_variables
from bot.brand.leaves import Template, Words
from bot.brand.nodes import Node, Scalar, scalars_in
from bot.brand.suggestions import nearest
from bot.brand.wording import listed, quoted
from bot.dialogue.bounds import Bound, is_computed
from bot.dialogue.checks.scene import Scene
from bot.dialogue.checks.showing import addresses_in, texts_in
from bot.dialogue.compiling import ask_type
from bot.dialogue.expressions import KNOWN_FACTS, Mention, check_expression, mentions_in, parts_in
from bot.dialogue.names import ANSWER, PERSON
from bot.dialogue.problems import Problem
from bot.dialogue.slots import given_by
from bot.dialogue.steps import (
    AskStep,
    DoStep,
    EmitStep,
    HandoffStep,
    HttpStep,
    IfStep,
    MatchStep,
    RepeatStep,
    RunStep,
    SayStep,
    SetStep,
    Step,
    TagStep,
    UntagStep,
    WaitForStep,
)
from bot.dialogue.templates import check_template

PARTS: Mapping[str, frozenset[str]] = {
    "event": frozenset({"text", "name", "data"}),
    "brand": frozenset({"id", "title", "languages", "timezone"}),
}
"""What `event` and `brand` hold, whatever a dialogue does."""

_COMPUTED = ("number", "date", "time")
"""Types of question whose bounds may be expressions."""

_BETWEEN_WORDS = re.compile(r"[\s-]+")
_DOUBLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
"""How other tools fill values in."""

Check = Callable[[str], list[Problem]]


def check_texts(scene: Scene) -> None:
    """Check every text and expression of a dialogue, and every translation of them."""
    if scene.script.title is not None:
        _check_template(scene, scene.script.title, _checking(scene, None))
    for path, step in scene.steps:
        assigned = None if scene.is_python else scene.assigned.get(path)
        check = _checking(scene, assigned, scene.named_at(step))
        for template in templates_of(step):
            _check_template(scene, template, check)
        for condition in conditions_of(step):
            judges = _judging(scene, step, assigned) if _judged(step) is condition else check
            problems = judges(condition.text)
            if isinstance(condition, Bound):
                problems = [_of_bound(condition, problem) for problem in problems]
            _report(scene, condition.scalar, problems)
        if isinstance(step, SetStep):
            _check_set(scene, step, assigned)
            continue
        for node in values_of(step):
            _check_value(scene, node, check)
        for scalar, text in sent_of(step):
            _report(scene, scalar, check_template(text, check))


def _check_set(scene: Scene, step: SetStep, assigned: frozenset[str] | None) -> None:
    """Check values that are given one after the other: each may be read by those below it."""
    for target, value in step.set.items():
        _check_value(scene, value.node, _checking(scene, assigned, scene.named_at(step)))
        assigned = None if assigned is None else assigned | {target.text}


def templates_of(step: Step) -> Iterator[Template]:
    """Yield the texts of a step that people read."""
    match step:
        case SayStep(say=variants, buttons=buttons):
            yield from variants
            for label, target in (buttons or {}).items():
                yield label
                if target.say is not None:
                    yield target.say
            yield from texts_in(step)
        case AskStep(ask=variants, again=again, choices=choices):
            yield from variants
            yield from again or ()
            yield from (one.label for one in (choices.options if choices is not None else ()))
            yield from texts_in(step)
        case _:
            return


def conditions_of(step: Step) -> Iterator[Words]:
    """Yield the expressions of a step."""
    match step:
        case IfStep(if_=condition, elif_=branches):
            yield condition
            yield from (branch.if_ for branch in branches or ())
        case MatchStep(match=subject):
            yield subject
        case RepeatStep(until=until, while_=while_):
            yield from (condition for condition in (until, while_) if condition is not None)
        case WaitForStep(where=condition) if condition is not None:
            yield condition
        case AskStep():
            yield from _conditions_of_question(step)
        case _:
            return


def _conditions_of_question(step: AskStep) -> Iterator[Words]:
    kind = ask_type(step)
    for bound in (step.min, step.max):
        measured = kind in _COMPUTED and bound is not None and bound.number is None
        if bound is not None and measured and is_computed(kind, bound.text):
            yield bound
    if step.where is not None:
        yield step.where


def values_of(step: Step) -> Iterator[Node]:
    """Yield the values of a step, whose texts may hold expressions."""
    match step:
        case SayStep() | AskStep():
            yield from (address.scalar for address in addresses_in(step))
        case RepeatStep(times=times) if times is not None:
            yield times.node
        case HandoffStep(handoff=reason) if reason.words is not None:
            yield reason.words.scalar
        case TagStep(tag=tags) | UntagStep(untag=tags):
            yield from (tag.scalar for tag in tags)
        case SetStep(set=values):
            yield from (value.node for value in values.values())
        case RunStep(with_=arguments) | EmitStep(with_=arguments) | DoStep(with_=arguments):
            yield from (value.node for value in (arguments or {}).values())
        case HttpStep(http=line) if line.json is not None:
            yield line.json.node
        case _:
            return


def sent_of(step: Step) -> Iterator[tuple[Scalar, str]]:
    """Yield the address and headers of a step, without the variables in them, where they stand."""
    if isinstance(step, HttpStep):
        for address in step.http.addresses.values():
            yield address.scalar, without_variables(address.text)
        for value in (step.http.headers or {}).values():
            yield value.scalar, without_variables(value.text)


def _judged(step: Step) -> Words | None:
    """Return the condition on the answer to a question."""
    return step.where if isinstance(step, AskStep) else None


def _judging(scene: Scene, step: Step, assigned: frozenset[str] | None) -> Check:
    """Return what checks the condition on an answer, which may name it in two ways."""
    named = {ANSWER, *(slot.text for slot in given_by(step))}
    return _checking(
        scene, None if assigned is None else assigned | named, scene.named_at(step) | {ANSWER}
    )


def _of_bound(bound: Bound, problem: Problem) -> Problem:
    """Return what is wrong with a bound: a single word that is no slot may be meant as a value."""
    if problem.hint is None or not (bound.text.isidentifier() and problem.hint.startswith("Give")):
        return problem
    message = f"{quoted(bound.text)} is neither a value nor a slot."
    return Problem(problem.offset, message, f"Write {bound.expected}.")


def _checking(
    scene: Scene, assigned: frozenset[str] | None, more: frozenset[str] = frozenset()
) -> Check:
    """Return what checks an expression of a step.

    Args:
        scene: the dialogue.
        assigned: the slots that may have a value there, None where that is not asked.
        more: names that mean something there and are no slots.
    """
    slots = scene.slots.plus(more)
    parts = {**PARTS, "person": frozenset({*KNOWN_FACTS, *scene.known.facts})}

    def check(source: str) -> list[Problem]:
        misspelt = _misspelt(scene, source)
        if misspelt is not None:
            return [misspelt]
        problems = check_expression(source, slots, scene.giving, scene.known.givers)
        if assigned is not None:
            problems += _read_early(scene, source, assigned)
        for mention in parts_in(source):
            name, known = mention.name, parts.get(mention.of or "", frozenset())
            if name not in known and name not in scene.doubtful and not scene.known.may_know(name):
                problems.append(_unknown_part(mention, known))
        return problems

    return check


def _read_early(scene: Scene, source: str, assigned: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each slot that gets its value only later, on every way."""
    for mention in mentions_in(source):
        name = mention.name
        if name in assigned or name in scene.doubtful:
            continue
        later = next((slot.place.line for slot in scene.given if slot.text == name), None)
        if later is not None:
            message = f'"{name}" has no value yet here: only line {later} gives it one.'
            yield Problem(mention.offset, message, "Move that up, or this down.")


def _misspelt(scene: Scene, source: str) -> Problem | None:
    """Return what is wrong with a slot whose name is written with spaces or hyphens."""
    name = _BETWEEN_WORDS.sub("_", source.strip())
    if name == source.strip() or name not in {slot.text for slot in scene.given}:
        return None
    return Problem(0, f"{quoted(source)} is no slot.", f'Write "{name}".')


def _unknown_part(mention: Mention, known: frozenset[str]) -> Problem:
    whole, near = mention.of, nearest(mention.name, known)
    if near is not None:
        hint = f'Did you mean "{whole}.{near}"?'
    elif whole == "person":
        hint = f"Set it with `set: {{person.{mention.name}: …}}`."
    else:
        hint = f"There is {listed(known)}." if known else "It has no parts."
    return Problem(mention.offset, f"Nothing ever sets {whole}.{mention.name}.", hint, "warning")


def _check_template(scene: Scene, template: Template, check: Check) -> None:
    _report(scene, template.scalar, _problems(scene, template.text, check))
    for translation in scene.translations.of(template, scene.language).values():
        for problem in _problems(scene, translation.text, check):
            scene.faults.add(
                translation.at(problem.offset), problem.message, problem.hint, problem.severity
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
            _report(scene, scalar, check_template(scalar.text, check))


def _report(scene: Scene, scalar: Scalar, problems: list[Problem]) -> None:
    for problem in problems:
        place = scalar.at(problem.offset)
        scene.faults.add(place, problem.message, problem.hint, problem.severity)
