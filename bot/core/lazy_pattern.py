"""Regular expressions that are compiled when they are first used.

To compile all that the program has would be a fortieth of a start, which uses a few of them.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, AnyStr, cast


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, but compile it only when it is first used."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(partial(re.compile, pattern, flags)))


class _LazyPattern:
    """Stands for a pattern: whatever is asked of it is asked of the pattern, once."""

    def __init__(self, compiled: Callable[[], re.Pattern[Any]]) -> None:
        self._compiled = compiled

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled(), name)
        setattr(self, name, found)
        return found
