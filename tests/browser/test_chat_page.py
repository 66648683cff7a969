"""The page in a real browser, before the real product: nothing lost or repeated, for everybody."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Browser, Frame, Page, expect

from tests.browser.chat_page import ChatPage
from tests.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 320, "height": 568}
QUESTION = "How do you see marketing today?"
SHOW_EDIT = """
async (address) => {
  const log = await import(address);
  const said = (id, text, more) =>
    log.show({ id, from: "bot", text, markdown: text, media: [], buttons: [], ...more });
  said("abc1", "Three seats", { buttons: [{ id: "b", label: "Take a seat" }] });
  said("def2", "Bye");
  const card = { title: "Table", markdown: "For *four*.", url: "https://example.org/table" };
  said("abc9", "Two seats", { replaces: "abc", card, buttons: [{ id: "c", label: "Take one" }] });
}
"""
SHOW_SHARE = """
async (address) => (await import(address)).show({
  id: "where", from: "bot", text: "Where?", markdown: "Where?", media: [],
  buttons: [{ id: "b", label: "Share my location", shares: "location" }],
})
"""
"""A message that asks for a place, as the server would tell it."""

VIEWS = ["An interruption", "A conversation", "A bit of both"]


async def test_a_talk_by_clicks(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    assert await chat.labels() == VIEWS
    await chat.press("A conversation")
    await chat.hears("Where?")
    await chat.say("The baker *next door* <b>&")
    await chat.hears("“The baker *next door* <b>&” goes on our list")
    await chat.say("8")
    await chat.hears("8 out of 10!")
    await chat.press("Yes")
    await chat.hears("You have just made the next issue")
    said = [text for who, text in await chat.lines() if who == "person"]
    assert said == ["A conversation", "The baker *next door* <b>&", "8", "Yes"]
    assert await chat.labels() == []


async def test_a_talk_by_keyboard_alone(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open()
    box = await chat.box.evaluate("box => box.labels[0].textContent.trim()")
    await chat.tab_to(box)
    await page.keyboard.type("survey")
    await page.keyboard.press("Enter")
    await chat.hears(QUESTION)
    await chat.tab_to("A bit of both", backwards=True)
    await page.keyboard.press("Enter")
    await chat.hears("What tips it")
    await chat.tab_to(box)
    await page.keyboard.type("Two")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("lines")
    await page.keyboard.press("Enter")
    await chat.hears("From 0 to 10")
    await page.keyboard.type("5")
    await page.keyboard.press("Enter")
    await chat.hears("waiting to be started")
    await chat.tab_to("No", backwards=True)
    await page.keyboard.press("Space")
    await chat.hears("the next issue")
    said = [text for who, text in await chat.lines() if who == "person"]
    assert said == ["survey", "A bit of both", "Two\nlines", "5", "No"]


async def test_a_reload_loses_and_repeats_nothing(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    await chat.press("A conversation")
    await chat.hears("Where?")
    before, labels = await chat.lines(), await chat.labels()
    await chat.reload()
    await chat.hears("Where?")
    assert await chat.lines() == before
    assert await chat.labels() == labels
    await chat.say("The market")
    await chat.hears("From 0 to 10")
    assert (await chat.lines())[: len(before)] == before


async def test_a_reload_keeps_the_choices_that_can_be_pressed(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    await chat.reload()
    await chat.hears(QUESTION)
    assert await chat.labels() == VIEWS
    await chat.press("A conversation")
    await chat.hears("Where?")


async def test_what_is_said_while_the_server_is_down_arrives_once(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.press("A conversation")
    await chat.hears("Where?")
    await chat.say("skip")
    await chat.hears("From 0 to 10")
    before = await chat.lines()
    example.kill()
    await chat.say("8")
    await expect(chat.log.locator(".unsent")).to_have_count(1)
    example.start()
    example.wait_ready()
    await chat.hears("8 out of 10!")
    await chat.press("No")
    await chat.hears("the next issue")
    after = await chat.lines()
    assert after[: len(before)] == before
    assert [text for who, text in after[len(before) :] if who == "person"] == ["8", "No"]
    await chat.reload()
    await chat.hears("the next issue")
    assert await chat.lines() == after


async def test_who_is_sent_away_by_a_server_that_ends_goes_on_at_the_next(
    page: Page, example: Product
):
    tab = await page.context.new_page()
    await tab.add_init_script(
        "const Real = WebSocket; window.WebSocket = class extends Real {"
        " constructor(...how) { super(...how);"
        " this.addEventListener('close', (event) => window.codes.push(event.code)); } };"
        " window.codes = [];"
    )
    chat = ChatPage(tab, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    assert example.stop() == 0
    example.start()
    example.wait_ready()
    await chat.press("A conversation")
    await chat.hears("Where?")
    assert await tab.evaluate("window.codes[0]") == 1012


async def test_a_second_tab_shows_the_same_conversation(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    other = ChatPage(await page.context.new_page(), example)
    await other.open()
    await other.hears(QUESTION)
    await other.press("A conversation")
    await chat.hears("Where?")
    await chat.reload()
    await chat.hears("Where?")
    assert await chat.lines() == await other.lines()


async def test_a_phone_never_scrolls_sideways(page: Page, example: Product):
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    await chat.press("A conversation")
    await chat.hears("Where?")
    await chat.say("donaudampfschifffahrt" * 20)
    await chat.hears("From 0 to 10")
    for part in ("document.scrollingElement", "document.querySelector('[role=log]')"):
        assert await page.evaluate(f"{part}.scrollWidth <= {part}.clientWidth"), part
    await expect(chat.box).to_be_in_viewport(ratio=1)
    heights = await page.evaluate(
        "[...document.querySelectorAll('button:not([hidden])')]"
        ".map((one) => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


async def test_the_newest_line_is_always_in_view(page: Page, example: Product):
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    await chat.press("A conversation")
    await chat.hears("Where?")
    await chat.say("privacy")
    await chat.answered()
    await expect(chat.log.locator("> :last-child")).to_be_in_viewport(ratio=0.99)
    assert (await chat.lines())[-1][0] == "bot"


async def test_an_address_that_a_person_wrote_is_a_link_to_it(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.press("A conversation")
    await chat.hears("Where?")
    await chat.say("https://example.org/a_b?c=d&e=f")
    await chat.hears("goes on our list")
    link = chat.log.get_by_role("link")
    assert await link.get_attribute("href") == "https://example.org/a_b?c=d&e=f"
    assert await link.get_attribute("rel") == "noopener noreferrer"
    await chat.hears("“https://example.org/a_b?c=d&e=f” goes")


async def test_an_edit_takes_the_place_of_what_it_edits(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open()
    await chat.hears("What would you like to do?")
    script = await page.locator("script[type=module]").get_attribute("src")
    assert script is not None
    await page.evaluate(SHOW_EDIT, script.replace("chat.js", "log.js"))
    said = [text.split() for _, text in await chat.lines()]
    assert said[-2:] == [["Two", "seats", "Table", "For", "four."], ["Bye"]]
    await expect(chat.choice("Take one")).to_have_count(1)
    await expect(chat.choice("Take a seat")).to_have_count(0)
    title = chat.log.get_by_role("link", name="Table")
    assert await title.get_attribute("href") == "https://example.org/table"
    assert await violations(page) == []


async def test_who_waits_sees_that_an_answer_is_on_its_way(page: Page, example: Product):
    chat = ChatPage(page, example)
    await chat.open()
    await chat.hears("What would you like to do?")
    script = await page.locator("script[type=module]").get_attribute("src")
    assert script is not None
    signs = script.replace("chat.js", "typing.js")
    sign = page.get_by_text("Writing…")
    await expect(sign).to_have_count(0)
    await page.evaluate("async (address) => (await import(address)).begin()", signs)
    await expect(sign).to_be_visible()
    assert await violations(page) == []
    await chat.say("/survey")
    await chat.hears(QUESTION)
    await expect(sign).to_have_count(0)


async def test_a_place_is_shared_by_a_button(page: Page, example: Product):
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 45.0703, "longitude": 7.6869})
    chat = ChatPage(page, example)
    await chat.open()
    await chat.hears("What would you like to do?")
    script = await page.locator("script[type=module]").get_attribute("src")
    assert script is not None
    await page.evaluate(SHOW_SHARE, script.replace("chat.js", "log.js"))
    await chat.press("Share my location")
    await chat.hears("Sorry, I did not understand that")
    await chat.reload()
    place = chat.log.get_by_role("link", name="My location")
    assert "mlat=45.0703" in (await place.get_attribute("href") or "")


async def violations(page: Page | Frame) -> list[dict[str, Any]]:
    source = (files("axe_playwright_python") / "axe.min.js").read_text()
    await page.evaluate(source)
    # Lines fade in: colours count once they have arrived.
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    found: list[dict[str, Any]] = await page.evaluate(
        "axe.run().then((result) => result.violations)"
    )
    return [{"rule": one["id"], "nodes": [node["html"] for node in one["nodes"]]} for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_accessible(scheme: Any, page: Page, example: Product):
    await page.emulate_media(color_scheme=scheme)
    chat = ChatPage(page, example)
    await chat.open("survey")
    await chat.hears(QUESTION)
    assert await violations(page) == []
    await chat.press("A conversation")
    await chat.hears("Where?")
    assert await violations(page) == []


async def test_the_page_speaks_the_reader_s_language(browser: Browser, example: Product):
    context = await browser.new_context(locale="it-IT")
    page = await context.new_page()
    chat = ChatPage(page, example)
    await chat.open("survey")
    await expect(chat.log.get_by_role("button")).to_have_count(3)
    assert await page.locator("html").get_attribute("lang") == "it"
    assert "Una conversazione" in await chat.labels()
    await context.close()


async def test_without_scripts_the_page_says_so(browser: Browser, example: Product):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    answer = await page.goto(f"{example.url}/chat/we-converse")
    assert answer is not None
    assert answer.status == 200
    assert await page.locator("noscript").count() == 1
    await context.close()


FOREIGN: dict[str, Callable[[Product], str]] = {
    "an unknown brand": lambda product: f"{product.url}/chat/nobody",
    "no brand": lambda product: f"{product.url}/chat/",
}


@pytest.mark.parametrize("case", FOREIGN)
async def test_there_is_no_page_for(case: str, browser: Browser, example: Product):
    context = await browser.new_context()
    page = await context.new_page()
    answer = await page.goto(FOREIGN[case](example))
    assert answer is not None
    assert answer.status == 404
    await context.close()
