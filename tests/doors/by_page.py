"""Holds a conversation on the chat page, in a real browser."""

from collections.abc import Sequence

import pytest
from playwright.async_api import async_playwright, expect

from tests.browser.chat_page import ChatPage
from tests.browser.chromium import FLAGS, find_browser
from tests.doors.neutral import Act, Line, Press, Say, lines_of
from tests.product import Product


async def talk(product: Product, brand: str, acts: Sequence[Act]) -> list[Line]:
    """Return what the person on the page reads, from their first words on."""
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium or Chrome on this machine: the page was not tried in one")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = await opened.new_page(locale="en-GB", timezone_id="Europe/Rome")
        read = await _hold(ChatPage(page, product, brand), acts)
        await opened.close()
    return read


async def _hold(chat: ChatPage, acts: Sequence[Act]) -> list[Line]:
    await chat.open()
    await expect(chat.log.locator(".line.bot").first).to_be_visible()
    read: list[Line] = []
    for act in acts:
        before = len(await chat.lines())
        match act:
            case Say(text):
                await chat.say(text)
            case Press(label):
                await chat.press(label)
        await chat.answered()
        said = await chat.lines()
        for who, text in said[before:]:
            if who == "bot":
                read += lines_of(text, ())
        read += [("button", label) for label in await chat.labels()]
    return read
