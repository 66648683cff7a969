"""Which case of a `match` a value goes to: by value, with its text as a fallback."""

from collections.abc import Collection

from bot.core.values import Value


def case_of(value: Value, cases: Collection[str]) -> str | None:
    """Return the case that equals a value, or is how it is written; None where none does."""
    return next((name for name in _written(value) if name in cases), None)


def _written(value: Value) -> tuple[str, ...]:
    """Return how a value may be written as the key of a case."""
    match value:
        case None:
            return ("null", "")
        case bool():
            return ("true", "yes") if value else ("false", "no")
        case float() if value.is_integer():
            return (str(int(value)), str(value))
        case _:
            return (str(value),)
