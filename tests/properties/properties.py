"""What holds whatever is written and whatever happens: each property plays one generated brand."""

from collections.abc import Callable, Sequence

from tests.properties.generated import Steps, library_of
from tests.properties.world import (
    Happens,
    World,
    answers_always,
    goes_back_and_forward,
    has_just_answered,
)

Written = dict[str, Steps]
Property = Callable[[Written, Sequence[Happens], bool], World]
"""Plays dialogues and events, with a desk or without one, and returns what has become of it."""


def nothing_wedges(written: Written, events: Sequence[Happens], desk: bool) -> World:
    """The machine is total, deterministic and keeps its state; then commands and *stop* work."""
    world = World(library_of(written, desk=desk))
    for happens in events:
        world.happens(happens)
    answers_always(world)
    return world


def replay_leads_to_the_same_place(
    written: Written, events: Sequence[Happens], desk: bool
) -> World:
    """The same events, in dialogues that were loaded anew, lead to the same state and effects."""
    first, second = (World(library_of(written, desk=desk)) for _ in range(2))
    for happens in events:
        first.happens(happens)
        second.happens(happens)
    assert first.state == second.state
    assert [turn.effects for turn in first.turns] == [turn.effects for turn in second.turns]
    return first


def back_and_forward_is_identity(written: Written, events: Sequence[Happens], desk: bool) -> World:
    """After each answer *back* and the same answer again lead to where one was."""
    world = World(library_of(written, desk=desk))
    for happens in events:
        before = len(world.turns)
        world.happens(happens)
        if len(world.turns) > before and has_just_answered(world):
            goes_back_and_forward(world)
    return world


PROPERTIES: tuple[Property, ...] = (
    nothing_wedges,
    replay_leads_to_the_same_place,
    back_and_forward_is_identity,
)
