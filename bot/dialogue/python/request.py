"""What a dialogue in Python awaits: one call of `talk`, and whoever answers it."""

from collections.abc import Generator, Mapping
from typing import Any, Generic, Protocol, TypeVar

from bot.core.values import Value

T = TypeVar("T")


class Recorder(Protocol):
    """Plays one run: it knows what was given before, and takes what is new."""

    def request(
        self, site: int, kind: str, options: Mapping[str, object], instead: object
    ) -> "Request[Any]":
        """Return the call that is made at a place of the file, to be awaited."""
        ...

    def recall(self, request: "Request[Any]") -> tuple[bool, Any]:
        """Return whether it is known what a call gave, and what that was."""
        ...

    def read(self, name: str) -> Value:
        """Return what `name`, such as `person.tags`, was here before, or is now."""
        ...

    def draw(self) -> int:
        """Return the next number of the run's own chance, of 64 bits."""
        ...


class Request(Generic[T]):
    """One call, to be awaited at once; `instead` is what it gives where nothing comes."""

    __slots__ = ("_recorder", "instead", "kind", "options", "site")

    def __init__(
        self,
        recorder: Recorder,
        site: int,
        kind: str,
        options: Mapping[str, object],
        instead: object,
    ) -> None:
        self._recorder = recorder
        self.site = site
        self.kind = kind
        self.options = options
        self.instead = instead

    def __await__(self) -> Generator["Request[T]", T, T]:
        """Give what was given before, else wait for it."""
        known, given = self._recorder.recall(self)
        if known:
            result: T = given
            return result
        return (yield self)
