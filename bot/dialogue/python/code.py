"""A dialogue in Python ready to be played: what its calls are, and the function itself."""

import ast
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from msgspec import Struct, field

from bot.core.text import Text
from bot.dialogue.program import Instruction

Function = Callable[..., Coroutine[Any, Any, object]]
Watch = Callable[[], AbstractContextManager[object]]
"""Watches over the time that a dialogue takes; `OutOfTime` ends it where it takes too long."""


class OutOfTime(BaseException):
    """This dialogue has run for too long without waiting for anything."""


class Site(Struct, frozen=True):
    """One call of `talk` in a file.

    `sign` names it in journals, None where a run chooses the type of its answer. `instruction` is
    what it is as far as it is written, None where nothing of it is. Of its options a run chooses
    those that `varies`, and makes up `computed`. `texts` are those that the file holds, by what is
    written there.
    """

    path: str
    kind: str
    line: int
    sign: str | None
    instruction: Instruction | None
    slot: str | None = None
    varies: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    texts: Mapping[str, Text] = field(default_factory=dict)


class PythonCode(Struct, frozen=True, eq=False):
    """The code of a dialogue; it can be played once `function` is there.

    Two are the same that have the same `content`: the hash of the file and of what is `shared`,
    which is the hash of the Python beside it that it may import.
    `tree` is the file's, and `numbers` says which call in it is made at which of the `sites`.
    `parameters` are the slots that callers may set.
    """

    file: str
    content: str
    shared: str
    tree: ast.Module
    numbers: Mapping[ast.Call, int]
    name: str
    sites: tuple[Site, ...]
    parameters: frozenset[str] = frozenset()
    function: Function | None = None
    watch: Watch = nullcontext

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PythonCode):
            return NotImplemented
        return (self.file, self.content) == (other.file, other.content)

    def __hash__(self) -> int:
        return hash((self.file, self.content))
