"""Holds a conversation on the chat page, in a real browser."""

from collections.abc import Sequence

from playwright.async_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.chromium import open_browser
from tests.doors.neutral import Act, Line, Press, Say, lines_of
from tests.product import Product


async def talk(product: Product, brand: str, acts: Sequence[Act]) -> list[Line]:
    """Return what the person on the page reads, from their first words on."""
    async with open_browser() as opened:
        page = await opened.new_page(locale="en-GB", timezone_id="Europe/Rome")
        return await _hold(ChatPage(page, product, brand), acts)


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
