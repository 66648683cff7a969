"""What a brand wants to be kept no longer goes, in small steps; what is still needed stays."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from bot.brand.brand import Keep, Privacy
from bot.core.events import Happened, Said
from bot.engine.upkeep.keeping import EVERY, FIRST, Keeping
from bot.store import ageing
from bot.store.schema import metadata
from tests.privacy.sealed_talk import FAIR, MARKER, SAID, SealedTalk

DAY = 86_400
TABLES = ("events", "deliveries", "answers", "runs", "calls", "emissions", "persons", "consents")


class Kept:
    """A brand in clear whose data is looked after; `rests` counts the steps."""

    def __init__(self, talk: SealedTalk) -> None:
        self.talk = talk
        self.rests = 0

    async def look(self, keep: Keep) -> dict[str, int]:
        """Go through everything once, and say what is gone by kind."""
        library = self.talk.library
        brand = structs.replace(library.brand, privacy=Privacy(keep=keep))
        keeping = Keeping(
            self.talk.store,
            {FAIR: structs.replace(library, brand=brand)},
            self.talk.clock,
            self._rest,
        )
        assert await keeping.look() == self.talk.clock() + FIRST
        self.talk.clock.now += FIRST
        assert await keeping.look() == self.talk.clock() + EVERY
        return {kind: count for (_, kind), count in keeping.gone.items() if count}

    async def _rest(self, seconds: float) -> None:
        assert seconds > 0
        self.rests += 1

    async def counts(self) -> dict[str, object]:
        return {table: (await self.talk.rows(f"count(*) FROM {table}"))[0][0] for table in TABLES}

    async def tables_with(self, word: str) -> set[str]:
        """Return the tables in which a word stands."""
        return {
            table
            for table in metadata.tables
            if word in str(await self.talk.rows(f"* FROM {table}"))
        }


@pytest.fixture
async def kept(url: str, tmp_path: Path) -> AsyncIterator[Kept]:
    talk = SealedTalk(url, tmp_path / "brand", None)
    await talk.start()
    yield Kept(talk)
    await talk.stop()


async def test_what_is_kept_for_ever_stays(kept: Kept):
    await kept.talk.say_everything()
    kept.talk.clock.move(1_000 * DAY)
    before = await kept.counts()
    assert await kept.look(Keep()) == {}
    assert await kept.counts() == before


async def test_each_kind_goes_when_its_time_is_over(kept: Kept):
    await kept.talk.say_everything()
    kept.talk.clock.move(10 * DAY)
    await kept.talk.do(Said("still here"), "bob-8")
    assert await kept.look(Keep(messages=11 * DAY, answers=11 * DAY, systems=11 * DAY)) == {}
    gone = await kept.look(Keep(messages=9 * DAY, systems=9 * DAY))
    assert gone["messages"] > 2 * len(SAID)
    counts = await kept.counts()
    assert counts["events"] == counts["deliveries"] == 1
    assert counts["calls"] == 0
    assert counts["answers"] == len(SAID) - 1
    assert (await kept.look(Keep(answers=9 * DAY)))["answers"] == len(SAID)
    assert await kept.talk.rows("slots FROM runs WHERE slots IS NOT NULL") == []
    after = await kept.counts()
    assert (after["answers"], after["runs"], after["consents"], after["persons"]) == (0, 1, 1, 2)


async def test_no_word_is_left_but_what_is_remembered_and_what_waits(kept: Kept):
    await kept.talk.say_everything()
    await kept.talk.do(Said("/aid"))
    await kept.talk.do(Said(f"About {MARKER}"))
    await kept.talk.do(Said("/done"), str(await kept.talk.person()), channel="desk")
    await kept.talk.do(Said("privacy"))
    kept.talk.clock.move(100 * DAY)
    assert await kept.tables_with(MARKER) > {"events", "deliveries", "answers", "runs", "persons"}
    long = 50 * DAY
    await kept.look(Keep(messages=long, answers=long, systems=long))
    left = await kept.tables_with(MARKER)
    assert left == {"persons", "conversations", "emissions"}, "remembered, or still to be told"


async def test_what_is_under_way_stays_whatever_its_age(kept: Kept):
    await kept.talk.do(Said("/everything"))
    await kept.talk.do(Said("First"))
    kept.talk.site.hanging.clear()
    await kept.talk.store.run(
        lambda connection: connection.exec_driver_sql("UPDATE deliveries SET status = 'pending'")
    )
    kept.talk.clock.move(100 * DAY)
    keep = Keep(messages=7 * DAY, answers=7 * DAY, systems=7 * DAY, people=7 * DAY)
    await kept.look(keep)
    counts = await kept.counts()
    assert (counts["deliveries"], counts["answers"], counts["runs"]) == (2, 1, 1)
    assert counts["persons"] == 1
    kept.talk.site.hanging.set()


async def test_whoever_is_silent_is_erased_unless_they_have_subscribed(kept: Kept):
    await kept.talk.say_everything("ada-7")
    await kept.talk.do(Said("hello"), "bob-8")
    kept.talk.clock.move(60 * DAY)
    await kept.talk.do(Said("hello"), "eve-9")
    assert (await kept.look(Keep(people=50 * DAY))) == {"people": 1}
    assert sorted(await kept.talk.rows("external_id FROM identities")) == [("ada-7",), ("eve-9",)]
    assert await kept.talk.rows("count(*) FROM erasures") == [(1,)]


async def test_it_goes_in_small_steps(kept: Kept, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ageing, "MOST_ROWS", 3)
    await kept.talk.say_everything()
    await kept.talk.do(Happened("nothing"))
    kept.talk.clock.move(60 * DAY)
    gone = await kept.look(Keep(messages=50 * DAY))
    assert gone["messages"] >= 40
    assert kept.rests >= gone["messages"] / 3
    assert (await kept.counts())["events"] == 0


async def test_it_waits_for_its_time(kept: Kept):
    keeping = Keeping(kept.talk.store, {}, kept.talk.clock)
    assert await keeping.look() == kept.talk.clock() + FIRST
    kept.talk.clock.now += FIRST + timedelta(seconds=1)
    assert await keeping.look() == kept.talk.clock() + EVERY
