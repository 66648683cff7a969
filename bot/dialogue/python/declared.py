"""The mark above the function that is a dialogue."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar, overload

F = TypeVar("F", bound=Callable[..., Coroutine[Any, Any, object]])

Words = str | Sequence[str]


@overload
def dialogue(function: F, /) -> F: ...
@overload
def dialogue(
    name: str | None = None,
    *,
    title: str | None = None,
    language: str | None = None,
    interruptible: bool = True,
    command: Words | None = None,
    phrases: Words | None = None,
    keyword: Words | None = None,
    link: Words | None = None,
    event: Words | None = None,
    topic: str | None = None,
    urgent: bool = False,
    starts: Sequence[Mapping[str, object]] = (),
) -> Callable[[F], F]: ...


def dialogue(name: Any = None, /, **said: object) -> Any:
    """Say what starts a dialogue, and what it is called; it is read without being run.

    Args:
        name: its name, where that is not the function's.
        said: `title`, `language` and `interruptible` as in a YAML file; what starts it:
            `command`, `phrases`, `keyword`, `link`, or `event` with `topic` or `urgent`; and
            `starts`, a list of further ways to start.

    Returns:
        The function, as it is.
    """
    del said
    if callable(name):
        return name
    return lambda function: function
