"""Calls of dialogues that call others in turn: how deep they may go."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot.dialogue.checks.scene import Scene
from bot.dialogue.machine.crossing import DEEPEST_CALL
from bot.dialogue.steps import RunStep

Calls = Mapping[str, Mapping[str, RunStep]]
"""The step by which each dialogue calls another, by the names of both."""


def check_depth(scenes: Sequence[Scene], circular: AbstractSet[str]) -> None:
    """Refuse chains of calls that are deeper than a conversation can go.

    Args:
        scenes: the dialogues of the brand.
        circular: those that are refused already, for they call themselves.
    """
    calls = {scene.name: _calls(scene) for scene in scenes if scene.name not in circular}
    called = {name for callees in calls.values() for name in callees}
    for scene in scenes:
        if scene.name not in calls or scene.name in called:
            continue
        chain = _too_deep(scene.name, calls)
        if chain is not None:
            message = f"These calls stand more than {DEEPEST_CALL} deep: {' → '.join(chain)}."
            hint = "Let one of them go on with go:, from which nothing comes back."
            scene.faults.error(calls[scene.name][chain[1]].run.place, message, hint)


def _calls(scene: Scene) -> dict[str, RunStep]:
    return {step.run.text: step for _, step in scene.steps if isinstance(step, RunStep)}


def _too_deep(name: str, calls: Calls) -> tuple[str, ...] | None:
    """Return the first calls of a chain that is too deep, None where there is none."""
    chains: dict[str, tuple[str, ...]] = {name: (name,)}
    for _ in range(DEEPEST_CALL):
        chains = {
            callee: (*chain, callee)
            for chain in chains.values()
            for callee in calls.get(chain[-1], ())
        }
    return next(iter(chains.values()), None)
