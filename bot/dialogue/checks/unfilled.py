"""Braces in a text within a condition: nothing fills them in there."""

import ast
from collections.abc import Iterator

from bot.brand.leaves import Words
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.checks.contents import conditions_of
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.expression import nodes_in
from bot.dialogue.expressions.grammar import offset_of

_FILLED_ELSEWHERE = lazy_pattern(r"\{[A-Za-z_][\w.]*\}")
"""What a text of a dialogue would fill in: a name in braces."""


def check_unfilled(scene: Scene) -> None:
    """Warn of 'awaits {code}' in a condition, which is these very characters."""
    for _, step in scene.steps:
        for condition in conditions_of(step):
            for offset, braces in _unfilled(condition):
                message = f"{quoted(braces)} stays as it is: a condition fills no braces."
                hint = f'Give the text to a slot first, as in set: {{x: "… {braces}"}}.'
                scene.faults.warning(condition.scalar.at(offset), message, hint)


def _unfilled(condition: Words) -> Iterator[tuple[int, str]]:
    """Yield where each text with a name in braces begins, and the braces."""
    for node in nodes_in(condition.text):
        match node:
            case ast.Constant(value=str() as text) if found := _FILLED_ELSEWHERE.search(text):
                yield offset_of(condition.text, node), found[0]
            case _:
                continue
