"""Orders given in one window to what is sent in another: over one SQLite file, in real time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import at_work
from bot.broadcasts.schedule import Alarm
from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.contract import ChannelSettings, Group, Intake
from bot.channels.registry import channels_of
from bot.cli.broadcast_orders import start_now
from bot.cli.broadcast_reading import concerned
from bot.cli.broadcast_status import rates_of
from bot.cli.broadcast_steering import Order, steer
from bot.cli.reading import library_of
from bot.core.outcomes import Accepted, Outcome
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.occurrences import OccurrenceRow, occurrences_of
from bot.store.waterfall import parts
from tests.cli.broadcast_brand import (
    BRAND,
    COMMANDS_WITH_A_CLOCK,
    Somebody,
    brand,
    database,
    know,
)

PEOPLE = 300
NOON = datetime(2026, 8, 4, 10, tzinfo=UTC)


class Slow:
    """A platform that takes thirty messages a second, as Telegram does."""

    name = "slow"
    capabilities = Capabilities(
        buttons=100, groups=True, pace=Pace(channel=Rate(messages=30, seconds=1, burst=1))
    )

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        return ()

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        pass

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        self.got[group.to] += 1
        return [Accepted()] * len(group.parts)

    async def close(self) -> None:
        pass


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Let every channel be of this platform, and let it be noon."""
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    began, slow = datetime.now(UTC), Slow()

    def clock() -> datetime:
        return NOON + (datetime.now(UTC) - began)

    class AtNoon(Alarm):
        """Rings by the wall's own clock: without this, what comes at noon has long passed."""

        def set(self, at: datetime | None) -> None:
            super().set(None if at is None else at + (began - NOON))

    monkeypatch.setattr("bot.app.Alarm", AtNoon)
    monkeypatch.setattr("bot.app.now", clock)
    for name in COMMANDS_WITH_A_CLOCK:
        monkeypatch.setattr(f"bot.cli.broadcast_{name}.now", clock)
    monkeypatch.setattr("bot.app.make_adapter", lambda _: slow)
    return slow


async def order(folder: Path, what: Order) -> list[str]:
    """Give an order from two windows at once; return what each of them says."""
    both = [asyncio.to_thread(steer, folder, "cake", what, None) for _ in range(2)]
    return sorted(await asyncio.gather(*both), key=lambda said: "nothing" in said)


async def standing(folder: Path) -> tuple[OccurrenceRow, dict[str, int]]:
    """Return the occurrence, and how many stand at each status."""

    def unit(connection: Connection) -> tuple[OccurrenceRow, dict[str, int]]:
        (row,) = occurrences_of(connection, BRAND, "cake", 1)
        counts: Counter[str] = Counter()
        for (status, _), count in parts(connection, BRAND, row.id).items():
            counts[status] += count
        return row, dict(counts)

    store = await open_store(database(folder))
    try:
        return await store.run(unit)
    finally:
        await store.close()


async def over(folder: Path) -> tuple[OccurrenceRow, dict[str, int]]:
    """Wait until the occurrence has ended, and return what `standing` does."""
    async with asyncio.timeout(20):
        while (found := await standing(folder))[0].ended_at is None:
            await asyncio.sleep(0.05)
    return found


async def until(platform: Slow, many: int) -> None:
    async with asyncio.timeout(20):
        while platform.got.total() < many:
            await asyncio.sleep(0.02)


async def quiet(platform: Slow) -> int:
    """Return how many it got, once it has got nothing for ten times as long as its pace leaves."""
    last = -1
    while platform.got.total() != last:
        last = platform.got.total()
        await asyncio.sleep(10 / 30)
    return last


@pytest.mark.slow
async def test_item_24_orders_take_effect_within_one_group_and_are_done_once(
    platform: Slow, tmp_path: Path
) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    await asyncio.to_thread(know, folder, [Somebody(f"p{n}") for n in range(PEOPLE)])
    library = library_of(folder)
    web = [one for one in channels_of(library.brand) if one.name == "web"]
    async with at_work([library], database(folder), web, initiates=True):
        said = await asyncio.gather(
            *(asyncio.to_thread(start_now, folder, "cake") for _ in range(2))
        )
        assert sum("has begun" in one for one in said) == 1
        await until(platform, 20)
        done, again = await order(folder, "pause")
        assert "is paused: nobody else" in done
        assert "is paused: nothing was paused" in again
        paused_at = await quiet(platform)
        assert await quiet(platform) == paused_at < PEOPLE
        _, counts = await standing(folder)
        assert sum(counts.values()) == PEOPLE
        assert "goes on" in (await order(folder, "resume"))[0]
        await until(platform, paused_at + 20)
        assert "is cancelled: whoever" in (await order(folder, "cancel"))[0]
        assert "nothing was resumed" in (await order(folder, "resume"))[0]
        await quiet(platform)
        row, counts = await over(folder)
    assert (row.status, row.ended_at is not None) == ("cancelled", True)
    assert counts == {"accepted": platform.got.total(), "skipped": PEOPLE - platform.got.total()}
    assert set(platform.got.values()) == {1}


def test_the_pace_is_the_platforms_own(tmp_path: Path) -> None:
    rates = rates_of(concerned(brand(tmp_path, cake="when: now\n"), "cake").library.brand)
    assert rates.keys() == {"telegram"}
