"""The expression language: one for conditions and for `{…}` in texts.

A subset of Python's syntax over `person`, the dialogue's slots, `event`, `brand` and `now`, with
the functions of `bot.dialogue.expressions.functions`. Sources are parsed once per process.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from bot.brand.suggestions import did_you_mean
from bot.core.values import Value
from bot.dialogue.expressions.closures import CONSTANTS, Evaluator, NotInLanguage, closure
from bot.dialogue.expressions.functions import FUNCTIONS
from bot.dialogue.expressions.grammar import Refused, offset_of, tree_of
from bot.dialogue.expressions.operators import weighed
from bot.dialogue.expressions.problems import Problem
from bot.dialogue.expressions.scope import Budget, ExpressionError, Operand, OverBudget, Scope

__all__ = [
    "KNOWN_FACTS",
    "ROOTS",
    "Budget",
    "Expression",
    "ExpressionError",
    "Mention",
    "Operand",
    "OverBudget",
    "Scope",
    "check_expression",
    "constant_in",
    "evaluate",
    "mentions_in",
    "names_in",
    "operand",
    "parsed",
    "parts_in",
    "stored",
]

ROOTS = ("person", "event", "brand", "now")
"""The names that every expression may use, and that no slot may have."""

KNOWN_FACTS = (
    "first_name",
    "name",
    "language",
    "timezone",
    "platform",
    "channel",
    "tags",
    "subscribed",
    "since",
    "last_said",
)
"""What is known of every person without a dialogue setting it."""

RESERVED = frozenset({*ROOTS, *FUNCTIONS, *CONSTANTS, "True", "False", "None"})
"""Every name that no slot may have."""

GIVING = "Give it a value with `as: {name}` or `set:`, or put a text in quotes."
"""How a name gets a value in a YAML file."""

_REMEMBERED = 16_384
"""Parsed sources kept: several brands of hundreds of dialogues, at about 2 KB each."""


class Mention(Struct, frozen=True):
    """A name that an expression reads, and where in its source.

    `of` is what it is a part of, as `person` in `person.x`, None for a name of its own.
    `compared` says that it stands behind a sign such as ==, where texts without quotes stand too.
    """

    name: str
    offset: int
    of: str | None = None
    compared: bool = False


class Expression(Struct, frozen=True):
    """An expression ready to be evaluated.

    `nodes` is what one evaluation costs. `tree` is its syntax, and `within` every expression in
    that. `slot` is its name, where it is one bare name. `names` are all the names that it reads,
    and `parts` each `x` of a `person.x` or the like. `labelled` is the slot whose choices it
    gives: that of a bare name, or x of `top(x)`.
    """

    run: Evaluator
    nodes: int
    tree: ast.expr
    within: tuple[ast.expr, ...]
    slot: str | None
    names: tuple[Mention, ...]
    parts: tuple[Mention, ...]
    labelled: str | None


@lru_cache(maxsize=_REMEMBERED)
def parsed(source: str) -> Expression:
    """Return the expression that `source` is.

    Raises:
        Refused: it is not one; the problem says why and where.
    """
    tree = tree_of(source)
    try:
        run = closure(tree)
    except NotInLanguage as refused:
        at = offset_of(source, refused.node)
        raise Refused(Problem(at, refused.message, refused.hint)) from None
    nodes = tuple(node for node in ast.walk(tree) if isinstance(node, ast.expr))
    slot = tree.id if isinstance(tree, ast.Name) else None
    names, parts = tuple(_names(source, nodes)), tuple(_parts(source, nodes))
    return Expression(run, len(nodes), tree, nodes, slot, names, parts, slot or _chosen_from(tree))


def _chosen_from(tree: ast.expr) -> str | None:
    """Return the slot that `top` gives choices of, None where it is something else."""
    match tree:
        case ast.Call(func=ast.Name(id="top"), args=[ast.Name(id=slot)], keywords=[]):
            return slot
        case _:
            return None


def operand(source: str, scope: Scope, budget: Budget) -> Operand:
    """Return what `source` gives in `scope`, with moments in time still as such.

    Raises:
        ExpressionError: these values do not go together, or the turn has no budget left.
    """
    try:
        expression = parsed(source)
    except Refused as refused:
        raise ExpressionError(refused.problem.message) from None
    budget.spend_nodes(expression.nodes)
    try:
        found = expression.run(scope)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        # What formats dates and numbers may not take every value; a person's turn goes on.
        raise ExpressionError("This cannot be computed with these values.") from None
    return weighed(found)


def evaluate(source: str, scope: Scope, budget: Budget) -> Value:
    """Return what `source` gives in `scope`, as a slot could hold it.

    Args:
        source: the expression as its author wrote it.
        scope: the names it may use.
        budget: what the turn may still do; it is charged.

    Raises:
        ExpressionError: these values do not go together, or the turn has no budget left.
    """
    return stored(operand(source, scope, budget))


def stored(value: Operand) -> Value:
    """Return a computed value as a slot can hold it: a moment becomes its ISO text."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return value.isoformat()
        case Mapping():
            return {str(key): stored(item) for key, item in value.items()}
        case _:
            return [stored(item) for item in value]


def check_expression(
    source: str,
    known_names: Collection[str],
    giving: str = GIVING,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> list[Problem]:
    """Return all that is wrong with an expression.

    Args:
        source: the expression as its author wrote it.
        known_names: the slots that may have a value where it stands.
        giving: how a name gets a value there.
        elsewhere: dialogues by the slots that they give a value.
    """
    try:
        expression = parsed(source)
    except Refused as refused:
        return [refused.problem]
    unknown = [mention for mention in expression.names if mention.name not in known_names]
    return [
        _uncalled(mention)
        if mention.name in FUNCTIONS
        else _unknown(mention, known_names, _ways(mention.name, giving, elsewhere))
        for mention in unknown
        if mention.name in FUNCTIONS or mention.name not in RESERVED
    ]


def _ways(name: str, giving: str, elsewhere: Mapping[str, str]) -> str:
    """Return how a name gets a value; one of another dialogue is handed over."""
    if name not in elsewhere:
        return giving.format(name=name)
    return (
        f'It belongs to the dialogue "{elsewhere[name]}": set person.{name} there, or hand it over'
        ' with "run:" and "with:".'
    )


def names_in(source: str) -> frozenset[str]:
    """Return the names that an expression reads, none where it cannot be read."""
    return frozenset(mention.name for mention in mentions_in(source))


def mentions_in(source: str) -> tuple[Mention, ...]:
    """Return each name that an expression reads, none where it cannot be read."""
    try:
        return parsed(source).names
    except Refused:
        return ()


def nodes_in(source: str) -> tuple[ast.expr, ...]:
    """Return every expression in an expression, none where it cannot be read."""
    try:
        return parsed(source).within
    except Refused:
        return ()


def constant_in(source: str) -> Operand | None:
    """Return what an expression gives whatever happens, None where that depends on anything."""
    try:
        expression = parsed(source)
    except Refused:
        return None
    if any(isinstance(node, ast.Name) for node in expression.within):
        return CONSTANTS.get(expression.slot or "")
    try:
        return stored(expression.run(Scope({})))
    except (ExpressionError, ArithmeticError, LookupError, TypeError, ValueError):
        return None


def parts_in(source: str) -> tuple[Mention, ...]:
    """Return each `x` of a `person.x` or the like that is read, none where nothing can be."""
    try:
        return parsed(source).parts
    except Refused:
        return ()


def _names(source: str, nodes: Sequence[ast.expr]) -> Iterator[Mention]:
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    compared = {
        id(one) for node in nodes if isinstance(node, ast.Compare) for one in node.comparators
    }
    for node in nodes:
        if isinstance(node, ast.Name) and id(node) not in called:
            offset = offset_of(source, node)
            yield Mention(node.id, offset, compared=id(node) in compared)


def _parts(source: str, nodes: Sequence[ast.expr]) -> Iterator[Mention]:
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=whole), attr=part) if whole in ROOTS:
                yield Mention(part, offset_of(source, node), whole)
            case _:
                continue


def _uncalled(mention: Mention) -> Problem:
    name = mention.name
    return Problem(mention.offset, f'"{name}" is a function.', f'Write "{name}(…)".')


def _unknown(mention: Mention, known: Collection[str], ways: str) -> Problem:
    name = mention.name
    hint = did_you_mean(name, [*known, *ROOTS])
    if name in KNOWN_FACTS:
        hint = f'Did you mean "person.{name}"?'
    if mention.compared and hint is None:
        hint = f"If it is a text, put it in quotes: '{name}'."
    if hint is None:
        hint = ways
    return Problem(mention.offset, f'Nothing gives "{name}" a value.', hint)
