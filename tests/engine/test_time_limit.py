"""What takes too long is cut, and nothing else; who is cut by somebody else is told that."""

import asyncio

import pytest
from acting import Theatre

from bot.engine.outbox.time_limit import TimeLimit

SHORT = 0.01


async def soon(answer: str) -> str:
    await asyncio.sleep(0)
    return answer


async def never() -> str:
    await asyncio.Event().wait()
    return "never"


async def stubborn() -> str:
    try:
        await never()
    except asyncio.CancelledError:
        return "all the same"
    return "never"


async def cancelled() -> str:
    raise asyncio.CancelledError


async def test_what_ends_in_time_is_returned():
    limit = TimeLimit(SHORT)
    assert [await limit.keep(soon(one)) for one in "abc"] == ["a", "b", "c"]


async def test_each_has_the_whole_time_and_is_cut_after_it():
    limit, ended = TimeLimit(SHORT), list[str]()

    async def doing(name: str) -> None:
        with pytest.raises(TimeoutError):
            await limit.keep(never())
        ended.append(name)
        assert await soon(name) == name  # whoever was cut goes on
        task = asyncio.current_task()
        assert task is not None
        assert not task.cancelling()

    first = asyncio.create_task(doing("first"))
    await asyncio.sleep(SHORT / 2)
    second = asyncio.create_task(doing("second"))
    await first
    assert ended == ["first"]
    await second
    assert ended == ["first", "second"]
    await asyncio.create_task(doing("after a rest"))


async def test_an_answer_that_comes_at_the_cut_counts():
    assert await TimeLimit(SHORT).keep(stubborn()) == "all the same"
    task = asyncio.current_task()
    assert task is not None
    assert not task.cancelling()


async def test_who_is_cut_by_somebody_else_hears_that():
    task = asyncio.create_task(TimeLimit(60).keep(never()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_is_cut_by_somebody_else_at_the_same_time_hears_that():
    limit = TimeLimit(0.0)
    task = asyncio.create_task(limit.keep(never()))
    await asyncio.sleep(0)
    limit._cut()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_ends_by_itself_is_told_as_it_ended():
    with pytest.raises(asyncio.CancelledError):
        await TimeLimit(60).keep(cancelled())
    with pytest.raises(ZeroDivisionError):
        await TimeLimit(60).keep(failing())


async def failing() -> str:
    raise ZeroDivisionError


async def test_a_send_without_an_answer_has_an_unknown_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.engine.outbox.sending.SEND_SECONDS", SHORT)
    theatre = Theatre()
    await theatre.start()
    theatre.platform.hanging.clear()
    await theatre.say("one")
    question = "status, reason FROM deliveries"
    assert await theatre.rows(question) == [("pending", "unknown: no answer in time")]
    theatre.platform.hanging.set()
    await theatre.later(1)
    assert theatre.platform.texts() == ["one"]
    await theatre.stop()
