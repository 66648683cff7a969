"""Dialogues that lead to each other in a circle, without end."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bot.brand.nodes import Place
from bot.dialogue.checks.scene import Scene
from bot.dialogue.model.walk import blocks_in, may_pass_by
from bot.dialogue.steps import (
    AskStep,
    Block,
    BranchingStep,
    Broken,
    DoStep,
    EndStep,
    GoStep,
    HttpStep,
    IfStep,
    MatchStep,
    RepeatStep,
    RestartStep,
    RunStep,
    SplitStep,
    Step,
    WaitForStep,
    WaitStep,
)


class Way(Struct, frozen=True):
    """A step that leads from one dialogue to another."""

    source: str
    target: str
    place: Place
    calls: bool


def check_cycles(scenes: Sequence[Scene]) -> set[str]:
    """Refuse circles of calls, and circles on which nobody is asked anything.

    Args:
        scenes: the dialogues of the brand.

    Returns:
        The dialogues that call themselves.
    """
    calls = [way for scene in scenes for way in _calls(scene)]
    refused = _refuse(scenes, calls, "calls itself without end")
    silent = [way for way in _silent_ways(scenes) if not {way.source, way.target} <= refused]
    _refuse(scenes, silent, "goes round for ever without asking anything")
    return refused


def _refuse(scenes: Sequence[Scene], ways: Sequence[Way], what: str) -> set[str]:
    """Add one fault for each circle, at the first step of the files that is on it."""
    graph: dict[str, list[str]] = {}
    for way in ways:
        graph.setdefault(way.source, []).append(way.target)
    refused: set[str] = set()
    for way in ways:
        if way.source in refused:
            continue
        back = _path(graph, way.target, way.source)
        if back is None:
            continue
        refused.update(back)
        circle = " → ".join((way.source, *back))
        message = f'"{way.source}" {what}: {circle}.'
        hint = "Ask something on the way, or end one of them."
        scenes[0].faults.error(way.place, message, None if way.calls else hint)
    return refused


def _path(graph: Mapping[str, Sequence[str]], start: str, goal: str) -> list[str] | None:
    """Return the shortest way from `start` to `goal`, both with it, None where there is none."""
    ways = [[start]]
    seen = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        for following in graph.get(way[-1], ()):
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None


def _calls(scene: Scene) -> Iterator[Way]:
    for _, step in scene.steps:
        if isinstance(step, RunStep):
            yield Way(scene.name, step.run.text, step.place, calls=True)


def _silent_ways(scenes: Sequence[Scene]) -> list[Way]:
    """Return the ways on which a dialogue leads to another before it asks anything."""
    written = [scene for scene in scenes if not scene.is_python]  # which way code goes, it decides
    silent = _silent_dialogues(written)
    found: list[Way] = []
    for scene in written:
        _follow(scene.name, scene.script.steps, silent, found)
    return found


def _silent_dialogues(scenes: Sequence[Scene]) -> frozenset[str]:
    """Return the dialogues that can come to their end without asking, the ends of calls too."""
    silent: frozenset[str] = frozenset()
    while True:
        found = frozenset(
            scene.name for scene in scenes if _can_end(scene.script.steps, silent) is not _ASKED
        )
        if found == silent:
            return silent
        silent = found


_ASKED, _ENDED, _PASSED = "asked", "ended", "passed"


def _can_end(block: Block, silent: frozenset[str]) -> str:
    """Return the most silent way that a block can go: on, to an end, or only to a question.

    Waiting for a clock or an event is as good as a question: there the turn is over.
    """
    for step in block.steps:
        ended = _leaves(step, silent)
        if ended is not _PASSED:
            return ended
    return _PASSED


def _leaves(step: Step, silent: frozenset[str]) -> str:  # noqa: PLR0911  # one case a kind
    match step:
        case AskStep() | WaitStep() | WaitForStep() | Broken():
            return _ASKED
        case EndStep() | GoStep():
            return _ENDED
        case RestartStep():
            return _ASKED
        case RunStep(run=name):
            return _PASSED if name.text in silent else _ASKED
        case IfStep() | MatchStep() | RepeatStep() | SplitStep():
            ways = {_can_end(block, silent) for _, block in blocks_in(step, "")}
            if may_pass_by(step) or _PASSED in ways:
                return _PASSED
            return _ENDED if _ENDED in ways else _ASKED
        case _:
            return _PASSED


def _follow(name: str, block: Block, silent: frozenset[str], found: list[Way]) -> bool:
    """Add the ways out of a block that come before a question; say whether it can be passed."""
    for step in block.steps:
        match step:
            case GoStep(go=target, place=place):
                found.append(Way(name, target.text, place, calls=False))
            case RestartStep(place=place):
                found.append(Way(name, name, place, calls=False))
            case RunStep(run=target, place=place):
                found.append(Way(name, target.text, place, calls=True))
            case IfStep() | MatchStep() | RepeatStep() | SplitStep():
                passed = [_follow(name, inner, silent, found) for _, inner in blocks_in(step, "")]
                if not may_pass_by(step) and not any(passed):
                    return False
            case DoStep() | HttpStep():
                for _, inner in blocks_in(step, ""):
                    _follow(name, inner, silent, found)
            case _:
                pass
        if not isinstance(step, BranchingStep) and _leaves(step, silent) is not _PASSED:
            return False
    return True
