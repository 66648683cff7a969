"""A database on a server: it may go away, be held by somebody else, or be of no use to us."""

import asyncio
from time import sleep
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, make_url, select

from bot.core.ids import BrandId, EventId
from bot.store import postgresql, replanning
from bot.store.backend import Holding
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.errors import DatabaseInUse, StoreSettingFault, StoreUnavailable
from bot.store.events import EventEnd, end_events
from bot.store.looking import look_into
from bot.store.place import without_password
from bot.store.schema import armings, events
from bot.store.statement import asked
from bot.store.wire import wire_of
from tests.databases.away import gone, read_only
from tests.databases.server import address, new_database


def arm(brand: str):
    def unit(connection: Connection) -> str:
        connection.execute(insert(armings).values(brand=brand, fingerprint="f", at=1))
        return brand

    return unit


def armed(connection: Connection) -> list[str]:
    return list(connection.execute(select(armings.c.brand).order_by(armings.c.brand)).scalars())


def cut_off(url: str) -> None:
    """End every connection to a database but this one."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_a_connection_that_was_cut_off_is_told_of_once_and_replaced(there: str):
    store = await open_store(there)
    await store.run(arm("a"))
    cut_off(there)
    with pytest.raises(StoreUnavailable):
        await store.run(arm("b"))
    await store.run(arm("c"))
    assert await store.run(armed) == ["a", "c"]
    await store.close()


async def test_a_server_that_is_away_for_a_while_is_used_again_when_it_is_back(
    there: str, caplog: pytest.LogCaptureFixture
):
    store = await open_store(there)
    with gone(there):
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await store.run(arm("a"))
    await store.run(arm("b"))
    assert await store.run(armed) == ["b"]
    assert not caplog.records
    await store.close()


async def test_a_server_that_only_lets_read_is_told_and_written_to_again_afterwards(there: str):
    store = await open_store(there)
    with read_only(there):
        with pytest.raises(StoreUnavailable):
            await store.run(arm("cut"))
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="read-only"):
                await store.run(arm("never"))
    await store.run(arm("after"))
    assert await store.run(armed) == ["after"]
    await store.close()


SERVER_FAILURES = {"53100": "full", "58030": "broken", "XX000": "broken", "XX001": "broken"}
"""By their codes: a disk that is full or fails, and what it has spoiled."""


@pytest.mark.parametrize("code", SERVER_FAILURES)
async def test_a_disk_that_fails_is_told_to_everybody_and_passes(there: str, code: str):
    store = await open_store(there)
    with psycopg.connect(there, autocommit=True) as other:
        other.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '{code}'; END$$"
        )
        other.execute("CREATE TRIGGER failing BEFORE INSERT ON armings EXECUTE FUNCTION fail()")
        results = await asyncio.gather(
            store.submit(armed), store.submit(arm("a")), return_exceptions=True
        )
        assert [type(one) for one in results] == [StoreUnavailable, StoreUnavailable]
        assert str(results[1]) == "no space"
        other.execute("DROP TRIGGER failing ON armings")
    await store.run(arm("b"))
    assert await store.run(armed) == ["b"]
    await store.close()


async def test_a_server_that_is_full_of_others_is_told_and_asked_again(there: str):
    place = make_url(there)
    guest = f"{place.database}_guest"
    with psycopg.connect(address(), autocommit=True) as server:
        server.execute(f"CREATE ROLE {guest} LOGIN")
        with psycopg.connect(there, autocommit=True) as inside:
            for kind in ("TABLES", "SEQUENCES"):
                inside.execute(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {guest}")
        store = await open_store(place.set(username=guest).render_as_string(hide_password=False))
        server.execute(f"ALTER ROLE {guest} CONNECTION LIMIT 0")
        cut_off(there)
        with pytest.raises(StoreUnavailable):
            await store.run(arm("cut"))
        with pytest.raises(StoreUnavailable, match="too many connections"):
            await store.run(arm("never"))
        server.execute(f"ALTER ROLE {guest} CONNECTION LIMIT -1")
        await store.run(arm("after"))
        assert await store.run(armed) == ["after"]
        await store.close()
        with psycopg.connect(there, autocommit=True) as inside:
            inside.execute(f"DROP OWNED BY {guest}")
        server.execute(f"DROP ROLE {guest}")


async def test_what_is_cut_off_within_a_unit_is_not_kept(there: str):
    store = await open_store(there)

    def begin_and_lose(connection: Connection) -> None:
        arm("half done")(connection)
        cut_off(there)
        arm("never")(connection)

    lost, beside = store.submit(begin_and_lose), store.submit(arm("beside"))
    results = await asyncio.gather(lost, beside, return_exceptions=True)
    assert [type(one) for one in results] == [StoreUnavailable, StoreUnavailable]
    assert await store.run(armed) == []
    await store.close()


@pytest.mark.parametrize("kept", [True, False])
async def test_a_commit_that_nobody_confirmed_is_asked_after(there: str, kept: bool):
    store = await open_store(there)

    def lose_the_answer(connection: Connection) -> str:
        driver: Any = connection.connection.dbapi_connection
        wire: Any = wire_of(connection)
        order = wire.order

        def commit_unheard(sql: str) -> None:
            if kept:
                order(sql)
                wire.settle()
            driver.close()
            raise psycopg.OperationalError("gone")

        wire.order = commit_unheard
        return arm("a")(connection)

    (result,) = await asyncio.gather(store.run(lose_the_answer), return_exceptions=True)
    assert result == "a" if kept else isinstance(result, StoreUnavailable)
    assert await store.run(armed) == (["a"] if kept else [])
    await store.close()


async def test_a_failure_that_a_unit_hides_is_not_taken_for_success(there: str):
    store = await open_store(there)

    def hide(connection: Connection) -> None:
        arm("a")(connection)
        try:
            asked(connection, "SELECT nonsense", ())
        except psycopg.Error:
            return

    with pytest.raises(RuntimeError, match="hid"):
        await store.run(hide)
    assert await store.run(armed) == []
    await store.close()


async def test_what_was_planned_for_an_empty_table_is_planned_anew_when_it_has_grown(there: str):
    store = await open_store(there)
    end = [EventEnd(BrandId("b"), EventId("e"), 1, "done")]
    for _ in range(20):
        await store.run(lambda connection: end_events(connection, end))
    rows = [{"brand": "b", "id": str(one), "seq": one} for one in range(10_000)]
    await store.run(
        lambda one: one.execute(insert(events).values(channel="c", received_at=1), rows)
    )
    for _ in range(20):
        await store.run(lambda connection: end_events(connection, end))

    def kept_plan(connection: Connection) -> str:
        name, count = connection.exec_driver_sql(
            "SELECT name, array_length(parameter_types, 1) FROM pg_prepared_statements"
            " WHERE statement LIKE 'UPDATE events%%' AND generic_plans > 0"
        ).one()
        nothing = ", ".join(["NULL"] * count)
        return str(connection.exec_driver_sql(f"EXPLAIN EXECUTE {name}({nothing})").all())

    assert "pk_events" in await store.run(kept_plan)
    await store.close()


async def test_a_table_that_has_grown_is_analyzed_before_the_server_comes_to_it(there: str):
    def known(connection: Connection) -> list[tuple[object, ...]]:
        return list(
            asked(
                connection,
                "SELECT relname::text, reltuples::bigint FROM pg_class"
                " WHERE relname IN ('events', 'runs') ORDER BY 1",
                (),
            )
        )

    store = await open_store(there)
    rows = [{"brand": "b", "id": str(one), "seq": one} for one in range(2_000)]
    await store.run(
        lambda one: one.execute(insert(events).values(channel="c", received_at=1), rows)
    )
    for _ in range(20):
        await store.run(known)
    assert await store.run(known) == [("events", 2_000), ("runs", -1)]
    await store.close()


async def test_a_commit_stays_one_where_plans_cannot_be_made_anew(
    there: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(replanning, "_UNKNOWN", "SELECT 1 FROM nowhere WHERE %s IS NULL")
    store = await open_store(there)
    assert await store.run(arm("a")) == "a"
    assert await store.run(arm("b")) == "b"
    assert await store.run(armed) == ["a", "b"]
    await store.close()


async def test_one_writes_at_a_time(there: str):
    store = await open_store(there)

    def write_elsewhere(connection: Connection) -> None:
        with psycopg.connect(there) as other:
            other.execute("SET lock_timeout = '10ms'")
            other.execute("SELECT pg_advisory_xact_lock(%s, %s)", (0x636F6E76, 1))

    with pytest.raises(StoreUnavailable, match="lock timeout"):
        await store.run(write_elsewhere)
    await store.close()


@pytest.mark.parametrize(("first", "second"), [("alone", "shared"), ("shared", "alone")])
async def test_who_holds_it_alone_has_nobody_beside_who_plays_and_sends(
    there: str, monkeypatch: pytest.MonkeyPatch, first: Holding, second: Holding
):
    holder = await open_store(there, first)
    monkeypatch.setattr(postgresql, "_TRIES", 1)
    with pytest.raises(DatabaseInUse):
        await open_store(there, second)
    beside = await open_store(there)
    await beside.run(arm("a"))
    await beside.close()
    assert look_into(there, armed) == ["a"]
    await holder.close()
    monkeypatch.undo()
    await (await open_store(there, second)).close()


async def test_equals_hold_it_together(there: str):
    first, second = await open_store(there, "shared"), await open_store(there, "shared")
    await asyncio.gather(first.run(arm("a")), second.run(arm("b")))
    await first.close()
    assert await second.run(armed) == ["a", "b"]
    await second.close()


async def test_who_has_lost_it_writes_nothing_more(there: str, monkeypatch: pytest.MonkeyPatch):
    first = await open_store(there, "shared")
    cut_off(there)
    second = await open_store(there, "alone")
    monkeypatch.setattr(postgresql, "_TRIES", 1)
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await first.run(arm("late"))
    assert await second.run(armed) == []
    await first.close()
    await second.close()


async def test_looking_shows_one_moment_and_changes_nothing(there: str):
    store = await open_store(there)

    def look(connection: Connection) -> list[list[str]]:
        before = armed(connection)
        with psycopg.connect(there) as other:
            other.execute("INSERT INTO armings VALUES ('new', 'f', 1)")
        return [before, armed(connection)]

    assert look_into(there, look) == [[], []]
    with pytest.raises(StoreUnavailable, match="read-only"):
        look_into(there, arm("b"))
    assert await store.run(armed) == ["new"]
    await store.close()


async def test_nobody_there_is_told_without_the_password():
    with pytest.raises(StoreUnavailable) as refused:
        await open_store("postgresql://u:secret@127.0.0.1:1/db")
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("postgresql://u:secret@127.0.0.1:many/db", "is not a database URL"),
        ("postgresql://u:secret@[::1/db", "is not a database URL"),
        ("postgresql://u:secret@127.0.0.1:1/db?colour=red", 'invalid connection option "colour"'),
        ("postgresql+psycopg2://u:secret@127.0.0.1:1/db", "write postgresql://"),
        ("postgres://u:secret@127.0.0.1:1/db", "write postgresql://"),
        ("mysql://u:secret@127.0.0.1:1/db", "kind 'mysql' is not supported"),
    ],
)
async def test_a_setting_that_cannot_be_used_is_told_without_the_password(setting: str, told: str):
    with pytest.raises(StoreSettingFault, match=told) as refused:
        await open_store(setting)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_password_among_the_options_is_not_shown_either():
    shown = without_password("postgresql://u:secret@h/db?password=secret&sslmode=require")
    assert "secret" not in shown
    assert "sslmode=require" in shown


async def test_who_may_make_no_tables_is_told_so():
    with new_database(with_tables=False) as url, psycopg.connect(url, autocommit=True) as server:
        server.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        server.execute("DROP ROLE IF EXISTS convivio_guest")
        server.execute("CREATE ROLE convivio_guest LOGIN")
        guest = make_url(url).set(username="convivio_guest").render_as_string(hide_password=False)
        try:
            with pytest.raises(StoreUnavailable, match=r"^permission denied for schema public$"):
                await open_store(guest)
        finally:
            server.execute("DROP ROLE convivio_guest")


async def test_a_database_in_another_encoding_is_refused():
    url, name = address(), "convivio_in_latin"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        try:
            with pytest.raises(StoreSettingFault, match="LATIN1"):
                await open_store(make_url(url).set(database=name).render_as_string())
        finally:
            server.execute(f"DROP DATABASE {name}")


async def test_who_stands_still_in_a_transaction_keeps_others_waiting_for_a_while_only(
    there: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgresql, "_STANDSTILL", "100ms")
    still, other = await open_store(there), await open_store(there)

    def stand_still(connection: Connection) -> None:
        arm("never")(connection)
        sleep(0.5)  # as whoever is stopped by SIGSTOP does
        arm("too late")(connection)

    standing = still.submit(stand_still)
    await other.run(arm("a"))
    with pytest.raises(StoreUnavailable):
        await standing
    await still.run(arm("b"))
    assert await other.run(armed) == ["a", "b"]
    await still.close()
    await other.close()
