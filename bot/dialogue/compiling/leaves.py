"""What single values of a step are in a program."""

from collections.abc import Mapping
from typing import TypeVar

from bot.brand.leaves import Anything, Duration, Flag, Words
from bot.core.values import Value

Key = TypeVar("Key", bound=Words)


def values_of(values: Mapping[Key, Anything] | None) -> dict[str, Value]:
    """Return the values by their names, none where nothing is written."""
    return {name.text: one.value for name, one in (values or {}).items()}


def text_of(words: Words | None) -> str | None:
    """Return the text, None where nothing is written."""
    return None if words is None else words.text


def seconds_of(time: Duration | None) -> int | None:
    """Return the seconds of a time, None where nothing is written."""
    return None if time is None else time.seconds


def is_on(flag: Flag | None, *, default: bool = False) -> bool:
    """Say whether a flag is on, `default` where nothing is written."""
    return default if flag is None else flag.on
