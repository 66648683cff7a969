"""Two processes on one database play at once: each person is answered in order, by whichever."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.databases.server import new_database
from tests.product import Product
from tests.replies import replies_to
from tests.several import COUNT, Several, sharing
from tests.signing import new_secret

CHANNEL = 'site: {adapter: webhook, secret: "${SITE_SECRET}"}'
SECRET = new_secret("turns shared")
PEOPLE = [f"p{number}" for number in range(8)]
TALK = [
    ("/count", "Tell me a number."),
    ("1", "1. And another one?"),
    ("2", "1 and 2, that is all."),
] * 2


@pytest.fixture
def several(tmp_path: Path) -> Iterator[Several]:
    with (
        new_database() as database,
        sharing(tmp_path, database, CHANNEL, COUNT, SITE_SECRET=SECRET) as made,
    ):
        yield made


def talk(who: str, processes: tuple[Product, Product]) -> list[str]:
    """Say everything as one person, each time to the other process; return what is answered."""
    answers: list[str] = []
    for number, (said, _) in enumerate(TALK):
        to = processes[(PEOPLE.index(who) + number) % 2]
        key = f"{who}-{number}"
        answers += replies_to(to, "echo/site", SECRET, key, **{"from": who, "text": said})
    return answers


@pytest.mark.slow
async def test_whoever_is_asked_answers_and_each_talk_is_one(several: Several):
    processes = await several.new(), await several.new()
    talks = [asyncio.to_thread(talk, who, processes) for who in PEOPLE]
    expected = [answer for _, answer in TALK]
    assert await asyncio.gather(*talks) == [expected] * len(PEOPLE)
    with psycopg.connect(several.database) as there:
        turns = len(PEOPLE) * len(TALK)
        found = there.execute(
            "SELECT (SELECT count(*) FROM events WHERE outcome = 'done'), count(*),"
            " count(DISTINCT seq) FROM deliveries"
        ).fetchall()
    assert found == [(turns, turns, turns)]
    assert [one.stop() for one in processes] == [0, 0]
    assert all("Traceback" not in one.read_log() for one in several.all)
