"""Pictures on the chat page, from the brand's own folder through the real product."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.test_chat_page import violations
from tests.product import ROOT, Product, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

PIXELS = "images => images.map((one) => one.naturalWidth)"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    brand = ROOT / "tests" / "stories" / "showing"
    with running(Product(brand, tmp_path_factory.mktemp("hall"))) as product:
        yield product


async def test_pictures_are_shown_with_what_there_is_to_see(page: Page, hall: Product):
    chat = ChatPage(page, hall, "hall")
    await chat.open()
    await chat.say("/hall")
    await chat.hears("Which table?")
    first, second = await chat.log.get_by_role("img").all()
    assert [await one.get_attribute("alt") for one in (first, second)] == ["A red hall", "hall.png"]
    await expect(second).to_be_in_viewport(ratio=0.99)
    assert await chat.log.get_by_role("img").evaluate_all(PIXELS) == [8, 8]
    await chat.press("Blue")
    await chat.hears("Table: Blue")
    link = chat.log.get_by_role("link", name="Table: Blue")
    assert await link.get_attribute("href") == "https://example.org/tables"
    assert await violations(page) == []
    await chat.reload()
    await expect(chat.log.get_by_role("img")).to_have_count(3)
