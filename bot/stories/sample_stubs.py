"""What the outside answers on a walk: as it does in the brand's stories, or with nothing at all."""

from collections.abc import Iterator, Sequence
from random import Random

from bot.core.calls import Method
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.program import Do, Http
from bot.dialogue.publishing.library import Library
from bot.stories.story import NOWHERE, ActionStub, HttpStub, Stub

_FAILED = 500
_ONE_IN = 4
"""So many calls succeed for each that fails, where their dialogues say what happens then."""


def stubs_for(library: Library, told: Sequence[Stub], chance: Random) -> tuple[Stub, ...]:
    """Return a stub for everything that a brand's dialogues call.

    Args:
        library: the brand's dialogues.
        told: the stubs of its stories.
        chance: draws whether a call fails, where a dialogue says what happens then.
    """
    found: dict[tuple[str, str | None], Stub] = {}
    for step in _calls_in(library):
        stub = _failing(step) if _may_fail(library, step, chance) else _like(step, told, chance)
        found.setdefault(_key(step), stub)
    return tuple(found.values())


def _calls_in(library: Library) -> Iterator[Do | Http]:
    for dialogue in library.dialogues.values():
        for step in dialogue.program.instructions:
            if isinstance(step, Do | Http):
                yield step


def _key(step: Do | Http) -> tuple[str, str | None]:
    match step:
        case Do(function=name):
            return f"actions.{name}", None
        case Http(url=url, method=method):
            return _pattern(url), method


def _may_fail(library: Library, step: Do | Http, chance: Random) -> bool:
    same = [one for one in _calls_in(library) if _key(one) == _key(step)]
    return all(one.failed is not None for one in same) and chance.randrange(_ONE_IN) == 0


def _failing(step: Do | Http) -> Stub:
    match step:
        case Do(function=name):
            return ActionStub(NOWHERE, f"actions.{name}", fails=True)
        case Http(url=url, method=method):
            return HttpStub(NOWHERE, _pattern(url), method, _FAILED)


def _like(step: Do | Http, told: Sequence[Stub], chance: Random) -> Stub:
    """Return a stub that answers what one of the stories does, null where none tells."""
    told = [one for one in told if not one.fails]
    match step:
        case Do(function=name):
            called = f"actions.{name}"
            returned = [
                one.returns for one in told if isinstance(one, ActionStub) and one.name == called
            ]
            return ActionStub(NOWHERE, called, chance.choice(returned or [None]))
        case Http(url=url, method=method):
            answers = [
                one.answer
                for one in told
                if isinstance(one, HttpStub) and _answers(one, url, method)
            ]
            return HttpStub(NOWHERE, _pattern(url), method, answer=chance.choice(answers or [None]))


def _answers(stub: HttpStub, url: str, method: Method) -> bool:
    """Say whether a stub of a story stands for this address."""
    start = parsed_template(url).literals[0]
    fits = stub.url.startswith(start) or start.startswith(stub.url.partition("*")[0])
    return fits and stub.method in {None, method}


def _pattern(url: str) -> str:
    return "*".join(parsed_template(url).literals)
