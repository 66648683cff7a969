"""Two processes play what one person does on two platforms: one conversation, and one count."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.core.events import Said
from bot.dialogue.machine.product_texts import texts_in
from bot.store.link_codes import MOST_ATTEMPTS
from tests.databases.server import new_database
from tests.eventually import eventually
from tests.joined.table import Table, code_in

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
        phone = [first.hears(Said(f"a{at}"), "phone", "ada") for at in range(WORDS)]
        site = [second.hears(Said(f"b{at}"), "site", "ada") for at in range(WORDS)]
        await asyncio.gather(*(one for pair in zip(phone, site, strict=True) for one in pair))

        async def all_played() -> bool:
            return not await first.rows("id FROM events WHERE done_at IS NULL")

        await eventually(all_played, 10)
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
            said = f"link 0000-00{guess:02}"
            assert await _told(tables, guess % 2, "site", said, "eve") == [WRONG]
        code = code_in(await _told(tables, 1, "phone", "link", "ada"))
        for at in range(len(tables)):
            assert await _told(tables, at, "site", f"link {code}", "eve") == [TOO_MANY]
        for table in tables:
            await table.stop()


async def _told(tables: Sequence[Table], at: int, channel: str, said: str, who: str) -> list[str]:
    """Say something to one process; return what either tells: each plays what it finds waiting."""
    before = [len(table.heard(channel, who)) for table in tables]
    await tables[at].say(channel, said, who)

    def told() -> list[str]:
        heard = zip(before, (table.heard(channel, who) for table in tables), strict=True)
        return [text for was, texts in heard for text in texts[was:]]

    texts: list[str] = await eventually(told, 10)
    return texts
