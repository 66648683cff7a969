"""The token is nowhere: in no log at any level, no error, trace, repr, outcome or hindrance."""

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from telegram.error import TelegramError

from adapters.telegram.lean_bot import LeanBot
from adapters.telegram.quiet import TALKATIVE
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.updates_request import UpdatesRequest
from tests.adapters.telegram_stage import (
    TOKEN,
    Taken,
    deliver,
    opened,
    quicker,
    settings_for,
    square,
)
from tests.eventually import eventually
from tests.ports import free_port

PAGE = f"<html>nothing at /bot{TOKEN}/sendMessage</html>"
ECHO = {"ok": False, "description": f"Bad Request: /bot{TOKEN}/sendMessage"}
FAULTS: dict[str, dict[str, Any]] = {
    **{
        f"{status} page": {"kind": "answer", "status": status, "text": PAGE}
        for status in (200, 302, 400, 401, 403, 404, 409, 413, 429, 500, 502, 504)
    },
    **{
        f"{status} with the address": {"kind": "answer", "status": status, "body": ECHO}
        for status in (200, 400, 401, 403, 404, 409, 413, 429, 500)
    },
    "reset": {"kind": "reset"},
    "hang": {"kind": "hang", "seconds": 0.5},
}
BRIEF = quicker(connect=0.1, answer=0.1, grace=0.1, poll=1)


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Log at DEBUG, whatever was set before a channel opened."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET)
    caplog.set_level(logging.DEBUG)
    yield
    assert TOKEN not in caplog.text
    assert not any(TOKEN in str(vars(record)) for record in caplog.records)


@pytest.mark.parametrize("where", ["getMe", "getUpdates", "sendMessage"])
@pytest.mark.parametrize("name", FAULTS)
async def test_no_failure_shows_the_token(where: str, name: str):
    async with square() as place:
        await place.say("hello")
        await place.fault(where, times=3, **FAULTS[name])
        async with opened(place.settings(), Taken(), BRIEF) as channel:
            outcome = await deliver(channel, place.ada)
            said = {channel.hindrance() or ""}

            async def happened() -> bool:
                said.add(channel.hindrance() or "")
                return bool(await place.calls("getUpdates")) or where != "getUpdates"

            await eventually(happened)
            parts = vars(channel._line)
            said |= {repr(outcome), repr(channel), str(vars(channel)), str(parts)}
    assert not [words for words in said if TOKEN in words]


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and everything that it was raised from or during."""
    yield error
    for other in (error.__cause__, error.__context__):
        if other is not None:
            yield from chain(other)


def words_of(error: BaseException) -> list[str]:
    shown = ["".join(traceback.format_exception(error))]
    for one in chain(error):
        shown += [str(one), repr(one), str(one.args)]
    return shown


ERRORS: dict[str, Callable[[LeanBot], Any]] = {
    "getMe": LeanBot.get_me,
    "getUpdates": LeanBot.get_updates,
    "sendMessage": lambda bot: bot.ask("sendMessage", {"chat_id": 1, "text": "x"}),
}


def bot_at(url: str) -> tuple[LeanBot, AiohttpRequest, UpdatesRequest]:
    requests, updates = AiohttpRequest(TOKEN, BRIEF), UpdatesRequest(TOKEN, BRIEF)
    return LeanBot(TOKEN, f"{url}/bot", f"{url}/file/bot", requests, updates), requests, updates


async def failure(url: str, method: str) -> BaseException:
    """Return what a method raises."""
    bot, requests, updates = bot_at(url)
    await requests.initialize()
    await updates.initialize()
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    try:
        await ERRORS[method](bot)
    except (TelegramError, KeyError) as error:
        return error
    finally:
        await requests.shutdown()
        await updates.shutdown()
    raise AssertionError("nothing failed")


@pytest.mark.parametrize("method", ERRORS)
@pytest.mark.parametrize("name", FAULTS)
async def test_no_error_holds_the_token(method: str, name: str):
    async with square() as place:
        await place.fault(method, **FAULTS[name])
        error = await failure(place.url, method)
    assert not [words for words in words_of(error) if TOKEN in words]


@pytest.mark.parametrize("method", ERRORS)
@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "127.0.0.1:{port}/a b"])
async def test_no_error_of_a_connection_holds_the_token(method: str, host: str):
    error = await failure(f"http://{host.format(port=free_port())}", method)
    assert not [words for words in words_of(error) if TOKEN in words]


async def test_a_bot_does_not_show_its_token():
    bot, requests, updates = bot_at("http://127.0.0.1:1")
    assert TOKEN not in f"{bot!r} {bot} {requests!r} {updates!r}"


async def test_nobody_there_shows_no_token():
    url = f"http://127.0.0.1:{free_port()}"
    async with opened(settings_for(url), Taken(), BRIEF) as channel:
        outcome = await deliver(channel, 17)

        async def told() -> bool:
            return channel.hindrance() is not None

        await eventually(told)
        assert TOKEN not in f"{outcome} {channel.hindrance()}"
