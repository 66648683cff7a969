"""Many stories at once: they know nothing of each other, so processes share them out."""

import asyncio
import multiprocessing
import os
from collections.abc import Mapping, Sequence
from functools import partial

from bot.channels.capabilities import Capabilities
from bot.dialogue.library import Library
from bot.stories.play import Played, play_all
from bot.stories.story import Story

SHARE = 8
"""Stories that a process takes at a time; fewer than two shares are not worth a second process."""

_PlayShare = partial[list[Played]]
_at_hand: list[_PlayShare] = []
"""How a share is played: the processes inherit it, for a library is too large to be sent."""


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
        processes: how many at once; as many as the machine has room for if None.
    """
    shares = [stories[at : at + SHARE] for at in range(0, len(stories), SHARE)]
    count = min(processes or _room(), len(shares))
    if count < 2 or "fork" not in multiprocessing.get_all_start_methods():  # noqa: PLR2004
        return tuple(asyncio.run(play_all(stories, library, profiles)))
    play_share = partial(_play_share, library=library, profiles=profiles)
    context = multiprocessing.get_context("fork")
    with context.Pool(count, _at_hand.append, (play_share,)) as pool:
        played = pool.map(_play_at_hand, shares, chunksize=1)
    return tuple(one for share in played for one in share)


def _room() -> int:
    return os.cpu_count() or 1


def _play_at_hand(stories: Sequence[Story]) -> list[Played]:
    (play_share,) = _at_hand
    return play_share(stories)


def _play_share(
    stories: Sequence[Story], *, library: Library, profiles: Mapping[str, Capabilities]
) -> list[Played]:
    return asyncio.run(play_all(stories, library, profiles))
