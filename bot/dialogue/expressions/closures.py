"""From a syntax tree to a closure: a safe subset of Python's own syntax.

`x.y` looks a key up in a mapping and never touches an attribute, so there is nothing to escape
through. There are no loops and no definitions: the cost of an expression is its number of nodes,
and every operator bounds its result.
"""

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence

from bot.brand.suggestions import did_you_mean
from bot.dialogue.expressions.functions import FUNCTIONS, Function, wrong_call
from bot.dialogue.expressions.moments import on_same_ground
from bot.dialogue.expressions.operators import ARITHMETIC, COMPARISONS, LARGEST_WHOLE, negated
from bot.dialogue.expressions.scope import Operand, Scope

Evaluator = Callable[[Scope], Operand]

DEEPEST = 30
"""Levels of nesting in one expression; Python's own stack allows far more."""

CONSTANTS: Mapping[str, Operand] = {"true": True, "false": False, "null": None}
"""The names that YAML gives to what Python writes True, False and None."""


class NotInLanguage(Exception):  # noqa: N818  # what an author wrote is a diagnostic, not an error
    """A node that the language does not have."""

    def __init__(self, node: ast.expr, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.node = node
        self.message = message
        self.hint = hint


def closure(  # noqa: C901, PLR0911, PLR0912  # one case for each kind of node
    node: ast.expr, depth: int = 0
) -> Evaluator:
    """Return what computes `node` in a scope.

    Raises:
        NotInLanguage: it holds something that the language does not have.
    """
    if depth > DEEPEST:
        raise NotInLanguage(node, "This expression is nested too deeply.")
    deeper = depth + 1
    match node:
        case ast.Constant():
            return _constant(node)
        case ast.Name(id=name):
            return _name(node, name)
        case ast.Attribute(value=owner, attr=key):
            return _field(node, closure(owner, deeper), key)
        case ast.Subscript(value=owner, slice=key):
            return _item(closure(owner, deeper), closure(key, deeper))
        case ast.BoolOp(op=op, values=values):
            parts = [closure(value, deeper) for value in values]
            return _all(parts) if isinstance(op, ast.And) else _any(parts)
        case ast.UnaryOp():
            return _unary(node, closure(node.operand, deeper))
        case ast.BinOp():
            return _binary(node, closure(node.left, deeper), closure(node.right, deeper))
        case ast.Compare():
            return _comparison(node, deeper)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _choice(closure(test, deeper), closure(body, deeper), closure(orelse, deeper))
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return _list([closure(item, deeper) for item in items])
        case ast.Call():
            return _call(node, deeper)
        case ast.Set() | ast.Dict():
            raise NotInLanguage(node, "Braces are for texts.", "Write the expression without them.")
        case _:
            raise NotInLanguage(node, "This is not part of the expression language.")


def is_null(node: ast.expr) -> bool:
    """Say whether an author wrote an empty value here: None, or null."""
    match node:
        case ast.Constant(value=None) | ast.Name(id="null"):
            return True
        case _:
            return False


def _constant(node: ast.Constant) -> Evaluator:
    value = node.value
    if not isinstance(value, str | int | float | None):
        raise NotInLanguage(node, "This kind of value is not part of the expression language.")
    if isinstance(value, int | float) and not abs(value) <= LARGEST_WHOLE:
        raise NotInLanguage(node, "This number is too large.")
    return lambda _: value


def _name(node: ast.Name, name: str) -> Evaluator:
    if name in CONSTANTS:
        value = CONSTANTS[name]
        return lambda _: value
    if name.startswith("__"):
        raise NotInLanguage(node, f'"{name}" is not a name of this language.')
    return lambda scope: scope.values.get(name)


def _field(node: ast.Attribute, owner: Evaluator, key: str) -> Evaluator:
    if key.startswith("__"):
        raise NotInLanguage(node, f'"{key}" is not a name of this language.')

    def looked_up(scope: Scope) -> Operand:
        mapping = owner(scope)
        return mapping.get(key) if isinstance(mapping, Mapping) else None

    return looked_up


def _item(owner: Evaluator, key: Evaluator) -> Evaluator:
    def looked_up(scope: Scope) -> Operand:
        container, at = owner(scope), key(scope)
        match container, at:
            case Mapping(), str():
                return container.get(at)
            case Sequence(), int() if -len(container) <= at < len(container):
                return container[at]
            case _:
                return None

    return looked_up


def _all(parts: list[Evaluator]) -> Evaluator:
    def conjunction(scope: Scope) -> Operand:
        value: Operand = True
        for part in parts:
            value = part(scope)
            if not value:
                break
        return value

    return conjunction


def _any(parts: list[Evaluator]) -> Evaluator:
    def disjunction(scope: Scope) -> Operand:
        value: Operand = None
        for part in parts:
            value = part(scope)
            if value:
                break
        return value

    return disjunction


def _unary(node: ast.UnaryOp, operand: Evaluator) -> Evaluator:
    match node.op:
        case ast.Not():
            return lambda scope: not operand(scope)
        case ast.USub():
            return lambda scope: negated(operand(scope))
        case _:
            raise NotInLanguage(node, "This sign is not part of the expression language.")


def _binary(node: ast.BinOp, left: Evaluator, right: Evaluator) -> Evaluator:
    compute = ARITHMETIC.get(type(node.op))
    if compute is None:
        raise NotInLanguage(node, "This sign is not part of the expression language.")
    return lambda scope: compute(left(scope), right(scope))


def _comparison(node: ast.Compare, depth: int) -> Evaluator:
    operands = [node.left, *node.comparators]
    links = [
        _link(node, op, left, right, depth)
        for op, left, right in zip(node.ops, operands, operands[1:], strict=False)
    ]
    if len(links) == 1:
        return links[0]
    return lambda scope: all(link(scope) for link in links)


def _link(  # the two sides of one sign in a chain such as 0 < x < 10
    node: ast.Compare, op: ast.cmpop, left: ast.expr, right: ast.expr, depth: int
) -> Evaluator:
    for asked, other in ((left, right), (right, left)):
        if is_null(other) and isinstance(op, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
            return _emptiness(closure(asked, depth), wanted=isinstance(op, ast.Eq | ast.Is))
    compare = COMPARISONS.get(type(op))
    if compare is None:
        raise NotInLanguage(node, '"is" only goes with None.', 'To compare, write "==".')
    first, second = closure(left, depth), closure(right, depth)
    return lambda scope: compare(*on_same_ground(first(scope), second(scope), scope.timezone))


def _emptiness(asked: Evaluator, *, wanted: bool) -> Evaluator:
    return lambda scope: (asked(scope) is None) is wanted


def _choice(test: Evaluator, body: Evaluator, orelse: Evaluator) -> Evaluator:
    return lambda scope: body(scope) if test(scope) else orelse(scope)


def _list(items: list[Evaluator]) -> Evaluator:
    return lambda scope: [item(scope) for item in items]


def _call(node: ast.Call, depth: int) -> Evaluator:
    function = _function(node)
    arguments = [closure(argument, depth) for argument in node.args]
    named = {word.arg: closure(word.value, depth) for word in node.keywords if word.arg}
    if len(named) < len(node.keywords):
        raise NotInLanguage(node, "This is not part of the expression language.")
    _fit(node, function, len(arguments), named)
    _refuse_wrong(node)
    return lambda scope: function(
        scope,
        *(argument(scope) for argument in arguments),
        **{name: argument(scope) for name, argument in named.items()},
    )


def _refuse_wrong(node: ast.Call) -> None:
    """Refuse values that are written out and cannot be meant."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    constants = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
    known = [one if isinstance(one, str | int | float) else None for one in constants]
    wrong = wrong_call(name, known, len(node.args) + len(node.keywords))
    if wrong is not None:
        hint = "Such as plural(n, 'day', 'days')." if name == "plural" else None
        raise NotInLanguage(node, wrong, hint)


def _function(node: ast.Call) -> Function:
    if not isinstance(node.func, ast.Name):
        raise NotInLanguage(node, "Only the functions of this language can be called.")
    name = node.func.id
    if name not in FUNCTIONS:
        hint = did_you_mean(name, FUNCTIONS) or f"The functions are {', '.join(FUNCTIONS)}."
        raise NotInLanguage(node, f'There is no function "{name}".', hint)
    return FUNCTIONS[name]


def _fit(node: ast.Call, function: Function, count: int, named: Mapping[str, Evaluator]) -> None:
    signature = inspect.signature(function)
    try:
        signature.bind(None, *(None for _ in range(count)), **dict.fromkeys(named))
    except TypeError:
        shown = ", ".join(list(signature.parameters)[1:])
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        raise NotInLanguage(
            node, f'"{name}" is called with the wrong values.', f"It takes {name}({shown})."
        ) from None
