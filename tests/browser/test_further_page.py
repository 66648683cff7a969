"""A further platform in the sandbox: its pane on the page, in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.brand_folder import write_files
from tests.browser.chat_page import PATIENCE
from tests.browser.sandbox_page import Pane
from tests.product import Product, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

BRAND = """\
brand: osteria
title: Osteria
languages: [en]
channels:
  chat: {adapter: whatsapp, token: "${T}", secret: "${S}", verify_token: "${V}", number: "12345"}
"""
DIALOGUE = """\
dialogue: order
starts: [{command: order}, {link: order}]
steps:
  - say: "**Welcome** {person.first_name}"
  - ask: Which table?
    as: table
    choices: {a: By the window, b: In the garden under the vines, c: Inside, d: At the bar}
  - ask: Where are you?
    as: place
    type: location
  - say: "{table} it is."
    buttons: {Our menu: {url: "https://example.org/menu"}}
"""


async def test_somebody_orders_a_table_on_whatsapp(page: Page, tmp_path: Path):
    folder = write_files(tmp_path / "b", {"brand.yaml": BRAND, "dialogues/order.yaml": DIALOGUE})
    with running(Product(folder, tmp_path, "--sandbox")) as product:
        await page.goto(product.sandbox_url())
        pane = Pane(page.get_by_role("region", name="WhatsApp", exact=True), "Write on WhatsApp")
        await expect(page.locator(".pane")).to_have_count(1)
        starts = page.get_by_role("region", name="Begin on every platform")
        await starts.get_by_role("button", name="/order", exact=True).click()
        await pane.hears("Which table?")
        await expect(pane.log.get_by_role("strong")).to_have_text("Welcome")
        await pane.choice("In the garden under the vines").click()
        await pane.hears("Where are you?")
        await pane.choice("Send location").click()
        await pane.hears("In the garden under the vines it is.")
        menu = pane.log.get_by_role("link", name="Our menu")
        await expect(menu).to_have_attribute("href", "https://example.org/menu", timeout=PATIENCE)
        await pane.say("thank *you*")
        await expect(pane.log.get_by_text("read").last).to_be_visible(timeout=PATIENCE)
        await pane.hears("Sorry")
        said = [text.partition("\n")[0] for text in await pane.said()]
    where, place = "Which table?", "Where are you?"
    asked = ["Welcome Ada", where, place, "In the garden under the vines it is."]
    assert said == [*asked, "Sorry, I did not understand that."]
