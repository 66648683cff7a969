"""Whom the site around the page vouches for, over a real socket."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from fake_engine import FakeEngine
from test_chat import SESSION, Page, chatting

from bot.core.events import Sender
from tests.channels.test_identity_token import OTHER, SECRET, token

OPTIONS = {"secret": SECRET}


@asynccontextmanager
async def greeted(sender: Any, secret: str = SECRET, **claims: Any) -> AsyncIterator[Page]:
    """A page that has given the token of a site for what it was asked."""
    async with sender.session.ws_connect(f"{sender.base}/chat/acme", origin=sender.base) as socket:
        page = Page(socket)
        (challenge,) = await page.until("challenge")
        told = {"sub": "17", "exp": time.time() + 60, "nonce": challenge["nonce"], **claims}
        page.token = token(told, secret)
        await page.send(type="hello", token=page.token)
        yield page


async def said_by(engine: FakeEngine, page: Page) -> Any:
    """Return who says something on a page."""
    await page.until("ready")
    await page.send(type="say", id="c-1", text="hello")
    await page.until("taken")
    ((_, incoming),) = engine.taken.values()
    return incoming.sender


async def test_somebody_whom_the_site_knows_is_the_same_everywhere():
    engine = FakeEngine()
    async with (
        chatting(engine, OPTIONS) as site,
        greeted(site, name="Ada Lovelace", locale="it", zoneinfo="No/Where") as page,
    ):
        ada = await said_by(engine, page)
    assert ada == Sender("user:17", "Ada Lovelace", "Ada", "it", None)


async def test_who_gives_no_token_is_anybody():
    engine = FakeEngine()
    async with (
        chatting(engine, OPTIONS) as sender,
        sender.session.ws_connect(f"{sender.base}/chat/acme", origin=sender.base) as socket,
    ):
        page = Page(socket)
        await page.send(type="hello", session=SESSION, token=None)
        assert ":" not in (await said_by(engine, page)).id


REFUSED = {
    "signature": {"secret": OTHER},
    "has ended": {"exp": time.time() - 600},
    "nonce": {"nonce": "of another connection"},
}


@pytest.mark.parametrize(("reason", "how"), REFUSED.items(), ids=REFUSED)
async def test_a_token_that_is_not_believed_is_refused_with_the_reason(reason: str, how: Any):
    async with chatting(FakeEngine(), OPTIONS) as sender, greeted(sender, **how) as page:
        closed = await page.socket.receive(5)
        assert closed.type is aiohttp.WSMsgType.CLOSE
        assert (closed.data, reason in closed.extra) == (1008, True)


async def test_a_token_serves_one_connection_only():
    async with chatting(FakeEngine(), OPTIONS) as sender, greeted(sender) as page:
        await page.until("ready")
        async with sender.session.ws_connect(
            f"{sender.base}/chat/acme", origin=sender.base
        ) as replaying:
            await replaying.receive_json()
            await replaying.send_json({"type": "hello", "token": page.token})
            assert (await replaying.receive(5)).type is aiohttp.WSMsgType.CLOSE


async def test_without_a_secret_nobody_is_asked_and_no_token_believed():
    async with (
        chatting(FakeEngine()) as sender,
        sender.session.ws_connect(f"{sender.base}/chat/acme", origin=sender.base) as socket,
    ):
        await socket.send_json({"type": "hello", "token": token({"sub": "17"}, "")})
        assert (await socket.receive(5)).type is aiohttp.WSMsgType.CLOSE


async def test_the_page_says_whether_people_are_recognised():
    for options, told in ((OPTIONS, "yes"), ({}, "")):
        async with chatting(FakeEngine(), options) as sender:
            html = await (await sender.session.get(f"{sender.base}/chat/acme")).text()
            assert f'data-recognises="{told}"' in html
