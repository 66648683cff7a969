"""What the operators of the expression language do: total over all values, and bounded.

Null compared with anything is false; null reckoned with is an error. Texts and lists can be joined
but never multiplied, and every result has a largest size.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import isfinite
from operator import add, floordiv, mod, mul, sub, truediv
from typing import Any

from bot.dialogue.expressions.moments import moment
from bot.dialogue.expressions.scope import ExpressionError, Operand

LARGEST_WHOLE = 2**63 - 1
"""Largest whole number: what every store and every JSON reader of ours can keep."""

_LONGEST_TEXT = 10_000
"""Characters; as long as the longest message that a person may send."""

_LONGEST_LIST = 1_000

_HEAVIEST = 20_000
"""Values and characters in one result, all together: two of the longest messages, and a list."""

_DEEPEST = 20
"""Levels of lists and maps in one result."""

_LARGEST_EXPONENT = 100

Number = int | float
Binary = Callable[[Operand, Operand], Operand]
Comparison = Callable[[Operand, Operand], bool]
Ordering = Callable[[Any, Any], bool]
"""Compares two values of one kind, which `_ordered` has made sure of."""


def equal(left: Operand, right: Operand) -> bool:
    """Say whether two values are the same: 8 equals 8.0, and null equals nothing."""
    if left is None or right is None:
        return False
    if isinstance(left, datetime) or isinstance(right, datetime):
        return _ordered(lambda a, b: a == b, left, right)
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    return left == right


def contains(container: Operand, item: Operand) -> bool:
    """Say whether `item` is in a list, a key of a map, or a part of a text.

    Raises:
        ExpressionError: nothing can be in a value of that kind.
    """
    match container:
        case None:
            return False
        case str():
            return isinstance(item, str) and item in container
        case Mapping():
            return isinstance(item, str) and item in container
        case Sequence():
            return any(equal(member, item) for member in container)
        case _:
            raise ExpressionError("Only a text or a list can hold something.")


def _different(left: Operand, right: Operand) -> bool:
    return left is not None and right is not None and not equal(left, right)


def _in(left: Operand, right: Operand) -> bool:
    return left is not None and contains(right, left)


def _not_in(left: Operand, right: Operand) -> bool:
    return left is not None and right is not None and not contains(right, left)


def _ordering(compare: Ordering) -> Comparison:
    def ordered(left: Operand, right: Operand) -> bool:
        if left is None or right is None:
            return False
        return _ordered(compare, left, right)

    return ordered


def _ordered(compare: Ordering, left: Operand, right: Operand) -> bool:
    match left, right:
        case (int() | float(), int() | float()) | (str(), str()):
            return compare(left, right)
        case (datetime(), datetime() | str()) | (str(), datetime()):
            return compare(moment(left, "UTC"), moment(right, "UTC"))
        case _:
            raise ExpressionError("Only two numbers, two texts or two dates can be compared so.")


COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: equal,
    ast.NotEq: _different,
    ast.Lt: _ordering(lambda a, b: a < b),
    ast.LtE: _ordering(lambda a, b: a <= b),
    ast.Gt: _ordering(lambda a, b: a > b),
    ast.GtE: _ordering(lambda a, b: a >= b),
    ast.In: _in,
    ast.NotIn: _not_in,
}


def _reckoning(compute: Callable[[Number, Number], Number]) -> Binary:
    def reckoned(left: Operand, right: Operand) -> Operand:
        if isinstance(left, int | float) and isinstance(right, int | float):
            try:
                return bounded(compute(left, right))
            except (ArithmeticError, ValueError):
                raise ExpressionError("This sum has no result.") from None
        raise ExpressionError(_why_not(left, right))

    return reckoned


def _joined(left: Operand, right: Operand) -> Operand:
    match left, right:
        case (str(), str()) if len(left) + len(right) <= _LONGEST_TEXT:
            return left + right
        case (str(), str()):
            raise ExpressionError("The joined text is too long.")
        case (list() | tuple(), list() | tuple()) if len(left) + len(right) <= _LONGEST_LIST:
            return [*left, *right]
        case _:
            return _ADD(left, right)


def _power(base: Number, exponent: Number) -> Number:
    if abs(exponent) > _LARGEST_EXPONENT or abs(base) > LARGEST_WHOLE:
        raise OverflowError
    result = base**exponent
    if isinstance(result, complex):
        raise ArithmeticError  # noqa: TRY004  # a root of a negative number
    return float(result) if isinstance(result, float) else int(result)


_ADD = _reckoning(add)

ARITHMETIC: dict[type[ast.operator], Binary] = {
    ast.Add: _joined,
    ast.Sub: _reckoning(sub),
    ast.Mult: _reckoning(mul),
    ast.Div: _reckoning(truediv),
    ast.FloorDiv: _reckoning(floordiv),
    ast.Mod: _reckoning(mod),
    ast.Pow: _reckoning(_power),
}


def negated(value: Operand) -> Operand:
    """Return the number with its sign turned.

    Raises:
        ExpressionError: the value is no number.
    """
    if isinstance(value, int | float):
        return bounded(-value)
    raise ExpressionError(_why_not(value, 0))


def bounded(value: Number) -> Number:
    """Return `value` if it is within what can be stored.

    Raises:
        ExpressionError: it is too large, or not a number at all.
    """
    if isinstance(value, float):
        if not isfinite(value):
            raise ExpressionError("The number is too large.")
    elif abs(value) > LARGEST_WHOLE:
        raise ExpressionError("The number is too large.")
    return value


def weighed(value: Operand) -> Operand:
    """Return `value` if it is not too large to be kept or shown.

    Raises:
        ExpressionError: it holds more values and characters than one result may.
    """
    if isinstance(value, str | Sequence | Mapping):
        _weigh(value, _HEAVIEST, _DEEPEST)
    return value


def _weigh(value: Operand, left: int, levels: int) -> int:
    """Return how much may still follow `value`; stops as soon as it is too much."""
    left -= 1 + (len(value) if isinstance(value, str) else 0)
    if left < 0 or levels < 0:
        raise ExpressionError("The result is too large.")
    match value:
        case str():
            return left
        case Mapping():
            for key, item in value.items():
                left = _weigh(item, left - len(key), levels - 1)
        case Sequence():
            for item in value:
                left = _weigh(item, left, levels - 1)
        case _:
            pass
    return left


def _why_not(left: Operand, right: Operand) -> str:
    if left is None or right is None:
        return "An empty value cannot be reckoned with."
    return "Only numbers can be reckoned with."
