"""Many conversations at once: they know nothing of each other, so processes share them out."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from bot.channels.capabilities import Capabilities
from bot.dialogue.publishing.library import Library
from bot.stories.play import Played, play
from bot.stories.story import Story

SHARE = 8
"""Conversations that a process takes at a time; one share is not worth a second process."""

Given = TypeVar("Given")
Came = TypeVar("Came")

_at_hand: list[Callable[[Any], Any]] = []
"""What is done with a share: the processes inherit it, for a library is too large to be sent."""


def play_shared(
    stories: Sequence[Story],
    library: Library,
    profiles: Mapping[str, Capabilities],
    processes: int | None = None,
) -> tuple[Played, ...]:
    """Play stories, and return how they went in the order in which they were given.

    Args:
        stories: what is to be played.
        library: the brand's dialogues.
        profiles: what each installed adapter's platform can do, by the adapter's name.
        processes: how many at once; one for each processor if None.
    """
    return shared_out(lambda story: play(story, library, profiles), stories, processes)


def shared_out(
    hold: Callable[[Given], Coroutine[Any, Any, Came]],
    items: Sequence[Given],
    processes: int | None = None,
) -> tuple[Came, ...]:
    """Hold a conversation for each item, and return what came of them in their order.

    Args:
        hold: holds one; what it returns is sent from process to process.
        items: what each is about.
        processes: how many at once; one for each processor if None.
    """

    def hold_share(share: Sequence[Given]) -> list[Came]:
        return asyncio.run(_one_by_one(hold, share))

    shares = [items[at : at + SHARE] for at in range(0, len(items), SHARE)]
    count = min(processes or os.cpu_count() or 1, len(shares))
    if count <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        return tuple(hold_share(items))
    context = multiprocessing.get_context("fork")
    with context.Pool(count, _at_hand.append, (hold_share,)) as pool:
        came: list[list[Came]] = pool.map(_hold_at_hand, shares, chunksize=1)
    return tuple(one for share in came for one in share)


async def _one_by_one(
    hold: Callable[[Given], Coroutine[Any, Any, Came]], share: Sequence[Given]
) -> list[Came]:
    return [await hold(item) for item in share]


def _hold_at_hand(share: Any) -> Any:
    (hold_share,) = _at_hand
    return hold_share(share)
