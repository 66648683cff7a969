"""Whether a person is among those for whom something is meant: the `for` of a broadcast.

It is an expression like every other, over `person`, `tags`, `now` and `brand`, and over `slots`:
`slots.survey.score` is what a person's last run of the dialogue `survey` left in the slot `score`.
"""

import ast
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from bot.brand.brand import Brand
from bot.core.person import Person
from bot.core.values import Value
from bot.dialogue.expressions.expression import Budget, Operand, Scope, operand, parsed
from bot.dialogue.expressions.grammar import Refused, offset_of
from bot.dialogue.expressions.scope import ExpressionError
from bot.dialogue.machine.speaking import facts_of, facts_of_brand

SLOTS = "slots"
TAGS = "tags"

Slots = Mapping[str, Mapping[str, Value]]
"""By dialogue, what a person's last run of it left in its slots."""


def fits(source: str, person: Person, slots: Slots, now: datetime, brand: Brand) -> bool:
    """Say whether a person fits an expression; one that cannot be computed for them does not.

    Args:
        source: the expression as its author wrote it.
        person: whom it is about.
        slots: what their last runs left, of the dialogues that the expression mentions.
        now: the present moment.
        brand: whose they are.
    """
    values: dict[str, Operand] = {
        "person": facts_of(person),
        TAGS: person.tags,
        SLOTS: slots,
        "now": now,
        "brand": facts_of_brand(brand, person.language),
    }
    scope = Scope(values, person.language, person.timezone)
    try:
        return bool(operand(source, scope, Budget()))
    except ExpressionError:
        return False


def mentions_slots(source: str) -> bool:
    """Say whether an expression reads what people have answered."""
    return bool(slots_mentioned(source))


@lru_cache(maxsize=256)
def slots_mentioned(source: str) -> tuple[tuple[str, str | None, int], ...]:
    """Return each slot that an expression reads.

    Returns:
        The dialogue, the slot (None where the dialogue as a whole is read), and the offset of the
        mention. A dialogue that is itself computed is the empty name.
    """
    try:
        tree = parsed(source).tree
    except Refused:
        return ()
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == SLOTS:
            dialogue = parents.get(id(node))
            slot = None if dialogue is None else parents.get(id(dialogue))
            name = _key_of(dialogue, node) or ""
            found.append(
                (
                    name,
                    None if dialogue is None else _key_of(slot, dialogue),
                    offset_of(source, node),
                )
            )
    return tuple(found)


def _key_of(node: ast.AST | None, owner: ast.AST) -> str | None:
    """Return which part of `owner` a node reads, as in `owner.part` and `owner['part']`."""
    match node:
        case ast.Attribute(value=value, attr=part) if value is owner:
            return part
        case ast.Subscript(value=value, slice=ast.Constant(value=str() as part)) if value is owner:
            return part
        case _:
            return None
