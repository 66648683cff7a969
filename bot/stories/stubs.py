"""The outside of a story: nothing but its stubs, and a note of every call that has none."""

import re
from typing import assert_never
from urllib.parse import unquote

from bot.core.calls import Action, Request, Target
from bot.core.ids import BrandId
from bot.engine.calls.attempt import Answer, Attempt, Failure
from bot.stories.story import ActionStub, HttpStub, Stub


class Stubs:
    """Answers for functions and addresses; what a later stub says wins.

    A stub answers for a whole call, with all the tries that it would have taken. `missing` names
    the calls that no stub answers for.
    """

    is_real = False

    def __init__(self) -> None:
        self.missing: list[str] = []
        self._stubs: list[Stub] = []
        self._left: list[int | None] = []

    def add(self, stub: Stub) -> None:
        """Let a stub answer from now on."""
        self._stubs.append(stub)
        self._left.append(stub.times)

    async def attempt(self, brand: BrandId, target: Target, key: str) -> Attempt:
        """Answer a call."""
        del brand, key
        for place in reversed(range(len(self._stubs))):
            if self._left[place] != 0 and _fits(self._stubs[place], target):
                left = self._left[place]
                self._left[place] = None if left is None else left - 1
                return _answer(self._stubs[place])
        self.missing.append(name_of(target))
        return Failure("no stub answers for it", final=True)

    async def close(self) -> None:
        """Do nothing: nothing was opened."""


def name_of(target: Target) -> str:
    """Return what is called, as a story names it."""
    match target:
        case Action(name=name):
            return f"actions.{name}"
        case Request(method=method, url=url):
            return f"{method} {url}"


def _fits(stub: Stub, target: Target) -> bool:
    match stub, target:
        case ActionStub(name=name), Action():
            return name == f"actions.{target.name}"
        case HttpStub(url=url, method=method), Request():
            pattern = ".*".join(map(re.escape, url.split("*")))
            addresses = (target.url, unquote(target.url))
            fits = any(re.fullmatch(pattern, one, re.DOTALL) for one in addresses)
            return fits and method in {None, target.method}
        case _:
            return False


def _answer(stub: Stub) -> Attempt:
    match stub:
        case ActionStub(fails=True):
            return Failure("it fails in this story", final=True)
        case ActionStub(returns=value):
            return Answer(value)
        case HttpStub(timeout=True):
            return Failure("no answer in this story", final=True)
        case HttpStub(fails=True, status=status):
            return Failure(f"HTTP {status}", final=True)
        case HttpStub(answer=value):
            return Answer(value)
        case _:
            assert_never(stub)
