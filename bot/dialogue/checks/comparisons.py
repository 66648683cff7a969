"""Comparing a slot with something that it can never be."""

import ast
from collections.abc import Iterator

from bot.brand.leaves import Words
from bot.brand.nodes import Place
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import listed, quoted
from bot.dialogue.checks.contents import conditions_of
from bot.dialogue.checks.possible import TRUTHS, Values, named_by, possible_values
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.expression import nodes_in
from bot.dialogue.expressions.grammar import offset_of
from bot.dialogue.steps import MatchStep


def check_comparisons(scene: Scene) -> None:
    """Warn where a choice is compared with a value that it does not have."""
    possible = possible_values(scene)
    for _, step in scene.steps:
        for condition in conditions_of(step):
            for slot, offset, value in _compared(condition):
                if slot in scene.counted:
                    _report_count(scene, slot, value, condition.scalar.at(offset))
                elif slot in possible:
                    _report(scene, possible[slot], slot, value, condition.scalar.at(offset))
        if isinstance(step, MatchStep) and (slot := step.match.text.strip()) in possible:
            for case in step.cases:
                texts = frozenset(map(str, possible[slot]))
                value = named_by(case.text, possible[slot])
                _report(scene, texts, slot, value, case.place)


def _compared(condition: Words) -> Iterator[tuple[str, int, str | float]]:
    """Yield each slot that is compared with a text or number: its name, the offset, the value."""
    for node in nodes_in(condition.text):
        match node:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                for one, other in ((left, right), (right, left)):
                    match one, other:
                        case ast.Name(id=slot), ast.Constant(
                            value=str() | int() | float() as value
                        ):
                            yield slot, offset_of(condition.text, other), value
                        case _:
                            continue
            case _:
                continue


def _report_count(scene: Scene, slot: str, value: str | float, place: Place) -> None:
    shown = quoted(value) if isinstance(value, str) else str(value)
    hint = f"Write {slot}.{value} for how many, or '{value}' in top({slot})."
    scene.faults.warning(place, f'"{slot}" is a count, and never {shown}.', hint)


def _report(scene: Scene, values: Values, slot: str, value: str | float, place: Place) -> None:
    if value in values or isinstance(value, bool):
        return
    text, texts = str(value), [*map(str, values)]
    if values == frozenset(TRUTHS):
        hint = f"It is true or false: write `{slot}`, or `not {slot}`."
    elif text in texts:
        kind, written = ("numbers", text) if isinstance(value, str) else ("texts", f"'{text}'")
        hint = f"Its values are {kind}: write {written}."
    else:
        hint = did_you_mean(text, texts) or f"It can be {listed(texts)}."
    shown = quoted(text) if isinstance(value, str) else text
    scene.faults.warning(place, f'"{slot}" is never {shown}.', hint)
