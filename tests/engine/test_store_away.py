"""While the store takes nothing, nothing is taken in or sent; all goes on by itself afterwards."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from acting import BRAND, SITE, Platform, Theatre

from bot.core.outcomes import Throttled
from bot.engine import worker
from bot.engine.outbox import dispatcher
from bot.store import sqlite
from bot.store.errors import StoreUnavailable
from tests.databases.away import gone, read_only
from tests.eventually import eventually

Trouble = Callable[[str], AbstractContextManager[None]]


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Let somebody else hold the lock of those who write."""
    other = sqlite3.connect(file(url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def taken_away(url: str) -> Iterator[None]:
    """Let the file be somewhere else for a while."""
    away = file(url).rename(file(url).with_name("away.db"))
    yield
    away.rename(file(url))


def file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def full(url: str) -> Iterator[None]:
    """Let the server say what it says when its disk is full."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END$$"
        )
        for table in ("alembic_version", "events", "deliveries"):
            other.execute(
                f"CREATE TRIGGER failing BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION fail()"
            )
        yield
        other.execute("DROP FUNCTION fail CASCADE")


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the store be asked again soon, and others be waited for only a moment."""
    for module in (dispatcher, worker):
        monkeypatch.setattr(module, "RETRY_SECONDS", 0.05)
    soon = [one.replace("5000", "20") for one in sqlite._PRAGMAS]
    monkeypatch.setattr(sqlite, "_PRAGMAS", soon)


@pytest.mark.usefixtures("in_a_hurry")
@pytest.mark.parametrize("trouble", [locked, taken_away])
async def test_a_file(trouble: Trouble, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    platform = await gone_through(trouble, Theatre(tmp_path), caplog)
    assert platform.texts("ada") == ["before"]
    assert platform.texts("bob") == ["meanwhile"]


@pytest.mark.usefixtures("in_a_hurry")
@pytest.mark.parametrize("trouble", [gone, read_only, full])
async def test_a_server(trouble: Trouble, there: str, caplog: pytest.LogCaptureFixture):
    platform = await gone_through(trouble, Theatre(url=there), caplog)
    assert platform.texts("ada") == ["before"]
    assert platform.texts("bob") == ["meanwhile"]


async def gone_through(
    trouble: Trouble, theatre: Theatre, caplog: pytest.LogCaptureFixture
) -> Platform:
    """Let something wait for another try while the store is in trouble, and somebody write.

    Returns:
        What has got the messages.
    """
    platform = theatre.platform
    await theatre.start()
    platform.failing["ada"] = lambda group: [Throttled("busy", 3_600, "space")] * len(group.parts)
    await theatre.say("before")
    platform.failing.clear()
    with trouble(theatre.url):
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                await theatre.hear("meanwhile", "bob", key="k")
        theatre.engine.hurry((BRAND, SITE.name))
        await eventually(lambda: caplog.text.count("outbox waits for the store") > 1)
        assert len(platform.tried) == 1
        assert not await theatre.engine.is_reachable()
    assert (await theatre.hear("meanwhile", "bob", key="k")).taken == "new"
    assert await theatre.engine.is_reachable()
    await eventually(lambda: len(platform.got) == 2)
    await theatre.stop()
    return platform
