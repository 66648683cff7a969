"""An event of a kind that only a newer program knows waits for one: nothing of it is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from acting import Theatre, started

from bot.engine.turns import kinds
from tests.databases.kinds import KINDS, database_of

OUTCOMES = "outcome FROM events ORDER BY seq"


@pytest.fixture(params=KINDS)
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Theatre]:
    """The engine, started, over each kind of database."""
    with database_of(request.param, tmp_path / "store.db") as url:
        async with started(Theatre(url=url)) as made:
            yield made


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let the program know of presses alone, until this is undone."""
    monkeypatch.setattr(kinds, "_KNOWN", ('{"type":"pressed"',))
    return monkeypatch


async def test_a_newer_program_plays_what_an_older_one_has_left(
    anywhere: Theatre, older: pytest.MonkeyPatch
):
    await anywhere.say("hello")
    await anywhere.later(10)
    assert anywhere.platform.texts() == []
    older.undo()
    await anywhere.later(10)
    assert anywhere.platform.texts() == ["hello"]
    assert await anywhere.rows(OUTCOMES) == [("done",)]


@pytest.mark.usefixtures("older")
async def test_where_no_newer_program_comes_it_fails_without_a_word(anywhere: Theatre):
    await anywhere.say("hello")
    assert await anywhere.rows(OUTCOMES) == [(None,)]
    await anywhere.later(24 * 3600)
    assert await anywhere.rows(OUTCOMES) == [("failed",)]
    assert anywhere.platform.tried == []
    ((reason,),) = await anywhere.rows("reason FROM incidents")
    assert "newer versions" in str(reason)
