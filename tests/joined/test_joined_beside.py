"""Two processes play what one person does on two platforms: one conversation, and one count."""

import asyncio
from pathlib import Path

from bot.core.events import Said
from bot.dialogue.machine.product_texts import texts_in
from bot.store.link_codes import MOST_ATTEMPTS
from tests.databases.server import new_database
from tests.joined.table import Table

TEXTS = texts_in("en").link_refused
WRONG, TOO_MANY = TEXTS["wrong"], TEXTS["limit"]

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


async def test_who_guesses_at_two_processes_is_counted_once(tmp_path: Path):
    with new_database() as url:
        tables = [Table(url, tmp_path / name, owner=name) for name in ("first", "second")]
        for table in tables:
            await table.start()
        for guess in range(MOST_ATTEMPTS):
            table = tables[guess % 2]
            assert await table.say("site", f"link 0000-00{guess:02}", "eve") == [WRONG]
        code = await tables[1].code("phone")
        for table in tables:
            assert await table.say("site", f"link {code}", "eve") == [TOO_MANY]
        for table in tables:
            await table.stop()
