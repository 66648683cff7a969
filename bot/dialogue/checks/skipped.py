"""Reckoning with an answer that there may not be: the condition then fails, and is an incident."""

import ast
from collections.abc import Iterator

from bot.brand.leaves import Words
from bot.brand.wording import quoted
from bot.dialogue.checks.contents import conditions_of
from bot.dialogue.checks.possible import given_otherwise, may_be_empty
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.expression import parsed
from bot.dialogue.expressions.grammar import Refused, offset_of
from bot.dialogue.model.bounds import Bound
from bot.dialogue.steps import AskStep, Step

_NEED_A_VALUE = frozenset({"days", "round", "min", "max", "plural"})
"""Functions that an empty value is an error for; the others show nothing."""


def check_skipped(scene: Scene) -> None:
    """Warn where a condition reckons with an answer that may be empty, and nothing asks for it.

    Whoever asks anywhere in the dialogue whether there is an answer has thought of it.
    """
    doubted = _doubted(scene) - {name for tree, _ in _conditions(scene) for name in _asked(tree)}
    for tree, condition in _conditions(scene):
        for name in _reckoned(tree):
            if name.id in doubted:
                message = f"{quoted(name.id)} may be empty here: the question can be passed over."
                hint = f'Ask for it first: "{name.id} and …".'
                place = condition.scalar.at(offset_of(condition.text, name))
                scene.faults.warning(place, message, hint)


def _doubted(scene: Scene) -> set[str]:
    """Return the slots that only questions give a value, of which one may be passed over."""
    asking = [step for _, step in scene.steps if isinstance(step, AskStep)]
    skipped = {step.as_.text for step in asking if step.as_ and may_be_empty(step)}
    return skipped - given_otherwise(scene, asking)


def _conditions(scene: Scene) -> Iterator[tuple[ast.expr, Words]]:
    """Yield each condition that can be read; that of a question is about an answer there is."""
    for _, step in scene.steps:
        for condition in _decisive(step):
            try:
                yield parsed(condition.text).tree, condition
            except Refused:
                continue


def _decisive(step: Step) -> Iterator[Words]:
    if not isinstance(step, AskStep):
        yield from (one for one in conditions_of(step) if not isinstance(one, Bound))


def _asked(tree: ast.expr) -> Iterator[str]:
    """Yield the names of which a condition asks whether they have a value."""
    for node in ast.walk(tree):
        match node:
            case ast.BoolOp(values=values):
                yield from (one.id for one in values if isinstance(one, ast.Name))
            case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
                yield name
            case _:
                continue
    if isinstance(tree, ast.Name):
        yield tree.id


def _reckoned(tree: ast.expr) -> Iterator[ast.Name]:
    """Yield each name that a condition reckons with."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(left=left, right=right):
                yield from (one for one in (left, right) if isinstance(one, ast.Name))
            case ast.Call(func=ast.Name(id=function), args=args) if function in _NEED_A_VALUE:
                yield from (one for one in args if isinstance(one, ast.Name))
            case _:
                continue
