"""Where a call of `talk` is made: at a numbered place of its file."""

from collections.abc import Mapping
from typing import Any, Self

from bot.dialogue.python.request import Recorder, Request


class Placed:
    """The conversation, at one call of the file.

    Args:
        recorder: plays the run.
        site: the number of the call, none at first.
        here: the same conversation at the other calls.
    """

    def __init__(
        self, recorder: Recorder, site: int = -1, here: dict[int, Any] | None = None
    ) -> None:
        self._recorder = recorder
        self._site = site
        self._here: dict[int, Any] = {} if here is None else here

    def _at(self, site: int) -> Self:
        """Return the same conversation at a call of the file; loading writes this into it."""
        found: Self | None = self._here.get(site)
        if found is None:
            found = self._here[site] = type(self)(self._recorder, site, self._here)
        return found

    def _request(
        self, kind: str, options: Mapping[str, object], instead: object = None
    ) -> Request[Any]:
        return self._recorder.request(self._site, kind, options, instead)
