"""Functions of a brand's actions.py: imported once, called apart, and never in anybody's way."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.core.ids import BrandId
from bot.engine.calls import workshop
from bot.engine.calls.attempt import Answer, Attempt, Failure
from bot.engine.calls.loading import Actions, ActionsFault, load_actions
from bot.engine.calls.workshop import Workshop
from bot.engine.watching.watchdog import stop_computing

Write = Callable[[str], Actions]

SOURCE = """
import asyncio, contextvars, threading
from os import getcwd

def where(): return threading.current_thread().name
async def where_async(): return threading.current_thread().name
def given(name, score=3): return [name, score]
def keyed(name, *, idempotency_key): return [name, idempotency_key]
async def keyed_async(idempotency_key=None): return idempotency_key
def unkeyed(**more): return more
def positional(idempotency_key, /): return idempotency_key
def fails(): raise ValueError("secret")
async def fails_async():
    await asyncio.sleep(0)
    raise ValueError("secret")
def leaves(): raise SystemExit(3)
def stops(): raise StopIteration
def returns_coroutine(): return where_async()
async def loop_of(): return id(asyncio.get_running_loop())
async def blocks(event): event.wait()
def hangs(event): event.wait()
def computes(ended):
    number = 0
    try:
        while True:
            number += 1
    finally:
        ended.set()
async def computes_async(ended):
    number = 0
    try:
        while True:
            number += 1
    finally:
        ended.set()
class Order: pass
_hidden = where
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(source: str) -> Actions:
        (tmp_path / "actions.py").write_text(source, encoding="utf-8")
        return load_actions(tmp_path, BrandId("tiny"))

    return written


@pytest.fixture
async def shop(write: Write) -> AsyncIterator[Workshop]:
    made = Workshop(write(SOURCE))
    yield made
    made.close()


async def call(shop: Workshop, function: str, /, **arguments: object) -> Attempt:
    return await shop.run(function, arguments, "key-1")


async def test_a_plain_function_runs_in_a_thread_and_an_async_one_in_a_loop_of_its_own(
    shop: Workshop,
):
    assert await call(shop, "where") == Answer("convivio-action")
    assert await call(shop, "where_async") == Answer("convivio-actions")
    assert await call(shop, "returns_coroutine") == Answer("convivio-actions")


async def test_async_functions_share_one_loop_for_as_long_as_it_lives(shop: Workshop):
    first, second = await call(shop, "loop_of"), await call(shop, "loop_of")
    assert first == second != Answer(id(asyncio.get_running_loop()))


async def test_arguments_come_by_name(shop: Workshop):
    assert await call(shop, "given", name="ada") == Answer(["ada", 3])
    assert await call(shop, "given", score=5, name="ada") == Answer(["ada", 5])
    failure = await call(shop, "given", nam="ada")
    assert failure == Failure("TypeError at actions.py")


async def test_the_key_comes_to_whoever_asks_for_it(shop: Workshop):
    assert await call(shop, "keyed", name="ada") == Answer(["ada", "key-1"])
    assert await call(shop, "keyed_async") == Answer("key-1")
    assert await call(shop, "unkeyed", name="ada") == Answer({"name": "ada"})
    assert isinstance(await call(shop, "positional"), Failure)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fails", "ValueError at actions.py:12"),
        ("fails_async", "ValueError at actions.py:15"),
        ("leaves", "RuntimeError at actions.py:16"),
        ("stops", "RuntimeError at actions.py:17"),
    ],
)
async def test_a_failure_says_where_and_nothing_that_the_error_says(
    shop: Workshop, name: str, reason: str
):
    assert await call(shop, name) == Failure(reason)


@pytest.mark.parametrize("name", ["gone", "getcwd", "Order", "_hidden", "asyncio"])
async def test_only_functions_that_are_defined_there_are_called(shop: Workshop, name: str):
    assert await call(shop, name) == Failure("there is no such function", final=True)


async def test_a_function_that_never_returns_holds_up_nobody(shop: Workshop):
    never = threading.Event()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await call(shop, "hangs", event=never)
    assert await call(shop, "where") == Answer("convivio-action")
    never.set()


async def test_so_many_that_never_return_are_enough(shop: Workshop, monkeypatch):
    monkeypatch.setattr(workshop, "MOST_THREADS", 2)
    never = threading.Event()
    hanging = [asyncio.create_task(call(shop, "hangs", event=never)) for _ in range(2)]
    await asyncio.sleep(0)
    enough = Failure("2 functions have not returned")
    assert await call(shop, "where") == enough
    assert await call(shop, "where_async") == enough
    never.set()
    await asyncio.gather(*hanging)
    assert await call(shop, "where") == Answer("convivio-action")


async def test_an_async_function_that_blocks_leaves_the_next_one_a_new_loop(
    shop: Workshop, monkeypatch
):
    monkeypatch.setattr(workshop, "_ALIVE_SECONDS", 0.05)
    before = await call(shop, "loop_of")
    never = threading.Event()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await call(shop, "blocks", event=never)
    after = await call(shop, "loop_of")
    assert isinstance(after, Answer)
    assert after != before
    never.set()


@pytest.mark.parametrize("name", ["computes", "computes_async"])
async def test_what_computes_without_end_is_stopped_once_nobody_waits_for_it(
    shop: Workshop, monkeypatch, name: str
):
    monkeypatch.setattr(workshop, "_ALIVE_SECONDS", 0.05)
    monkeypatch.setattr(workshop, "stop_computing", partial(stop_computing, limit=0.0))
    ended = threading.Event()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await call(shop, name, ended=ended)
    assert await call(shop, "where_async") == Answer("convivio-actions")
    assert await asyncio.to_thread(ended.wait, 10)


def test_a_folder_without_actions_has_none(tmp_path: Path):
    assert load_actions(tmp_path, BrandId("tiny")) == Actions()


def test_brands_do_not_see_each_others_functions(tmp_path: Path):
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "actions.py").write_text(f"def which(): return {name!r}\n")
        found.append(load_actions(folder, BrandId(name)))
    assert [one.functions["which"]() for one in found] == ["one", "two"]
    assert "actions" not in sys.modules
    assert not list(tmp_path.rglob("__pycache__"))


def test_what_it_defines_finds_its_own_module(write: Write):
    head = "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int\n"
    source = f"{head}def f(): return A(1)\n"
    assert write(source).functions["f"]().a == 1


@pytest.mark.parametrize(
    ("source", "place", "message"),
    [
        ("def f(:\n", "1:7", "This is no Python: invalid syntax."),
        ("x = 1\nraise ValueError('secret')\n", "2:1", "ValueError."),
        ("import no_such_module\n", "1:1", "ModuleNotFoundError no_such_module."),
        ("import sys\n\nsys.exit(3)\n", "3:1", "SystemExit."),
        ("def g():\n    raise KeyError('secret')\ng()\n", "2:1", "KeyError."),
    ],
)
def test_what_cannot_be_imported_is_told_with_its_place(
    write: Write, source: str, place: str, message: str
):
    with pytest.raises(ActionsFault) as refused:
        write(source)
    told = str(refused.value.fault)
    assert told.startswith(f"actions.py:{place}: ")
    assert told.endswith(message)
    assert "secret" not in told
