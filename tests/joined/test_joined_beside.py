"""Two processes play what a joined person says on two platforms at once: one conversation still."""

import asyncio
from pathlib import Path

from bot.core.events import Said
from tests.databases.server import new_database
from tests.joined.table import Table

WORDS = 12
"""What is said on each platform."""


async def test_no_word_is_lost_and_none_counts_twice(tmp_path: Path):
    with new_database() as url:
        tables = [Table(url, tmp_path / name, owner=name) for name in ("first", "second")]
        for table in tables:
            await table.start()
        first, second = tables
        await first.say("phone", "/tally")
        await first.say("site", "hello")
        await first.join_rows("phone", "site")
        phone = [first.take_in(Said(f"a{at}"), "phone", "ada") for at in range(WORDS)]
        site = [second.take_in(Said(f"b{at}"), "site", "ada") for at in range(WORDS)]
        await asyncio.gather(*(one for pair in zip(phone, site, strict=True) for one in pair))
        async with asyncio.timeout(10):
            while await first.rows("id FROM events WHERE done_at IS NULL"):
                await asyncio.sleep(0.01)
        await second.say("site", "enough")
        told = [text for table in tables for text in table.heard("site")]
        assert f"{2 * WORDS + 1} words." in told
        for table in tables:
            await table.stop()
