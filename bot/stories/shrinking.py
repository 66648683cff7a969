"""The shortest walk that still comes upon something, for what matters is seen best alone."""

from collections.abc import Mapping

from bot.channels.capabilities import Capabilities
from bot.dialogue.publishing.library import Library
from bot.stories.walk import Finding, Walk
from bot.stories.walking import follow

PATIENCE = 80
"""Walks that are tried; each takes some tens of milliseconds."""


async def shrunk(
    walk: Walk, wanted: Finding, library: Library, profiles: Mapping[str, Capabilities]
) -> Walk:
    """Return a walk that finds the same with as few moves as can be found out in good time.

    Args:
        walk: one that found it.
        wanted: what it found.
        library: the brand's dialogues.
        profiles: what each installed adapter's platform can do, by the adapter's name.
    """
    shortest = walk
    moves = [stride.move for stride in walk.strides]
    size, at, tries = len(moves), 0, 0
    while size and tries < PATIENCE:
        fewer = [*moves[:at], *moves[at + size :]] if tries else moves
        found = await follow(library, profiles, walk.opening, fewer, wanted)
        tries += 1
        if found is not None:
            shortest, moves = found, [stride.move for stride in found.strides]
        else:
            at += size
        if at >= len(moves):
            at, size = 0, min(size, len(moves)) // 2
    return shortest
