"""Killed at any moment of a run: nobody is lost, nobody gets it twice, and the parts still sum."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from acting import Platform, Theatre
from openings import Broadcast

PEOPLE = [f"person-{number}" for number in range(60)]
SHARE = 48
"""Groups to many that are under way at once."""


async def kill(theatre: Theatre) -> None:
    """End the process as a signal would: nothing is finished, nothing more is written."""
    for dispatcher in theatre.engine._dispatchers.values():
        dispatcher._stopping = True
        assert dispatcher._loop is not None
        dispatcher._loop.cancel()
        for task in list(dispatcher._sends):
            task.cancel()
    await theatre.store.close()
    await theatre.engine.stop(0)


async def run_until(theatre: Theatre, received: int) -> None:
    """Let the platform receive so many more, then kill the process."""
    enough = len(theatre.platform.tried) + received
    while len(theatre.platform.tried) < enough:
        await asyncio.sleep(0)
    await kill(theatre)


@pytest.mark.parametrize("recognises", [None, 120.0])
@pytest.mark.parametrize("step", [1, 7, 48, 53])
async def test_killed_again_and_again(tmp_path: Path, step: int, recognises: float | None):
    theatre = Theatre(tmp_path)
    platform = theatre.platform = Platform(groups=False, recognises=recognises)
    await theatre.start()
    news = await Broadcast(theatre).begin(*PEOPLE)
    await news.write(*PEOPLE)
    news.let_go()
    kills = 0
    while len(platform.tried) + step < len(PEOPLE) and kills < 3:
        await run_until(theatre, step)
        kills += 1
        platform.under_way.clear()
        await theatre.start()
    await theatre.engine.settled()
    ends = await news.ends()
    receipts = Counter(part.id for group in platform.tried for part in group.parts)
    assert sum(ends.values()) == len(PEOPLE)
    assert {status for status, _ in ends} <= {"accepted", "unknown"}
    unknown = sum(count for (status, _), count in ends.items() if status == "unknown")
    if recognises is None:
        assert max(receipts.values()) == 1
        assert unknown <= kills * SHARE
        assert len(receipts) >= len(PEOPLE) - unknown
    else:
        assert (unknown, len(receipts)) == (0, len(PEOPLE))
    await theatre.stop()
