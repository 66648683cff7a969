"""The functions that expressions may call: dates, numbers, plurals and small change.

Each takes the scope first; what follows is what an author writes. An empty value in stays empty
where the result is only shown (`date`, `lower`…); where it would be reckoned with, it is an error.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from bot.dialogue.expressions.display import Style, date_text, number_text, plain, time_text
from bot.dialogue.expressions.moments import day
from bot.dialogue.expressions.scope import ExpressionError, Operand, Scope

Function = Callable[..., Operand]

_STYLES = ("short", "medium", "long", "full")
_STYLE_KNOWN = "A style is short, medium, long or full."
_MOST_DECIMALS = 10
_PLURAL_NEEDS = 2
"""A number, and a form at least."""


def number_of(value: Operand, what: str) -> int | float:
    """Return `value` if it is a number.

    Raises:
        ExpressionError: it is empty, or something else.
    """
    if value is None:
        raise ExpressionError(f"{what} needs a number, and the value is empty.")
    if isinstance(value, int | float):
        return value
    raise ExpressionError(f"{what} needs a number.")


def _date(scope: Scope, x: Operand, style: Operand = "medium") -> Operand:
    return None if x is None else date_text(x, scope, _style(style))


def _time(scope: Scope, x: Operand, style: Operand = "short") -> Operand:
    return None if x is None else time_text(x, scope, _style(style))


def _style(style: Operand) -> Style:
    for known in _STYLES:
        if style == known:
            return known  # type: ignore[return-value]  # one of the four literals
    raise ExpressionError(_STYLE_KNOWN)


def _number(scope: Scope, x: Operand, decimals: Operand = None) -> Operand:
    if x is None:
        return None
    return number_text(number_of(x, "number"), scope.language, _decimals(decimals))


def _decimals(value: Operand) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and 0 <= value <= _MOST_DECIMALS:
        return int(value)
    raise ExpressionError(f"Decimals are a whole number from 0 to {_MOST_DECIMALS}.")


def _plural(  # noqa: PLR0913  # CLDR has six forms
    scope: Scope,
    n: Operand,
    one: Operand = None,
    other: Operand = None,
    *,
    zero: Operand = None,
    two: Operand = None,
    few: Operand = None,
    many: Operand = None,
) -> Operand:
    forms = {"zero": zero, "one": one, "two": two, "few": few, "many": many}
    from bot.dialogue.expressions.locales import locale_of  # noqa: PLC0415  # brings Babel

    form = locale_of(scope.language).plural_form(abs(number_of(n, "plural")))
    found = forms.get(form)
    return other if found is None else found


def _lower(_: Scope, x: Operand) -> Operand:
    return None if x is None else plain(x).lower()


def _upper(_: Scope, x: Operand) -> Operand:
    return None if x is None else plain(x).upper()


def _len(_: Scope, x: Operand) -> Operand:
    if x is None:
        return 0
    if isinstance(x, str | Sequence | Mapping):
        return len(x)
    raise ExpressionError("len needs a text or a list.")


def _round(_: Scope, x: Operand, decimals: Operand = 0) -> Operand:
    value, places = number_of(x, "round"), _decimals(decimals) or 0
    if isinstance(value, int):
        return value
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return float(exact) if places else int(exact)


def _min(_: Scope, first: Operand, *others: Operand) -> Operand:
    return _least(_members("min", first, others), lambda a, b: a < b)


def _max(_: Scope, first: Operand, *others: Operand) -> Operand:
    return _least(_members("max", first, others), lambda a, b: a > b)


def _members(name: str, first: Operand, others: tuple[Operand, ...]) -> list[int | float]:
    listed = isinstance(first, Sequence) and not isinstance(first, str) and not others
    members = first if listed else (first, *others)
    if not isinstance(members, Sequence) or not members:
        raise ExpressionError(f"{name} needs at least one number.")
    return [number_of(member, name) for member in members]


def _least(
    members: list[int | float], before: Callable[[int | float, int | float], bool]
) -> int | float:
    found = members[0]
    for member in members[1:]:
        found = member if before(member, found) else found
    return found


def _days(scope: Scope, a: Operand, b: Operand) -> Operand:
    return (day(b, scope.timezone) - day(a, scope.timezone)).days


def _top(_: Scope, x: Operand) -> Operand:
    """Return what was chosen most often of a count: several where they are level, else none."""
    if x is None:
        return []
    if not isinstance(x, Mapping):
        raise ExpressionError("top needs a count, as a question gives that everyone answers.")
    counts = {name: number_of(count, "top") for name, count in x.items()}
    most = max(counts.values(), default=0)
    return [name for name, count in counts.items() if most > 0 and count == most]


def wrong_call(name: str, constants: Sequence[Operand], count: int) -> str | None:
    """Return what is wrong with a call that nobody can mean, None if it may be right.

    Args:
        name: of the function.
        constants: the values that are written out, in order; what is computed is None.
        count: how many values there are, by place and by name.
    """
    if name in ("date", "time") and len(constants) > 1:
        style = constants[1]
        if style is not None and style not in _STYLES:
            return _STYLE_KNOWN
    return "plural needs its forms." if name == "plural" and count < _PLURAL_NEEDS else None


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "date": _date,
        "time": _time,
        "number": _number,
        "plural": _plural,
        "lower": _lower,
        "upper": _upper,
        "len": _len,
        "round": _round,
        "min": _min,
        "max": _max,
        "days": _days,
        "top": _top,
    }
)
"""Every function by the name that authors write; `days(a, b)` counts from `a` to `b`."""
