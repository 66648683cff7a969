"""The sandbox in a real browser: one person on Telegram, on Discord and on the web at once."""

from base64 import b64decode
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chat_page import PATIENCE
from tests.browser.sandbox_page import Pane, SandboxPage
from tests.product import Product, convivio, copy_of_example, environment, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"width": 320, "height": 568}
OPENING = "Three short questions"
QUESTION = "How do you see marketing today?"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
VIEWS = ["An interruption", "A conversation", "A bit of both"]


@pytest.fixture(scope="module")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The example brand in the sandbox, for all tests: each brings a person of its own."""
    home = tmp_path_factory.mktemp("sandbox")
    with running(Product(copy_of_example(home), home, "--sandbox")) as product:
        yield product


@pytest.fixture
def sandbox(page: Page, sandboxed: Product) -> SandboxPage:
    """The page, not yet opened."""
    return SandboxPage(page, sandboxed.sandbox_url())


async def first_steps(pane: Pane) -> None:
    """Answer the first two questions of the survey."""
    await pane.hears(QUESTION)
    await pane.choice("A conversation").click()
    await pane.hears("Where?")
    await pane.say("The baker *next door*")
    await pane.hears("goes on our list")
    await pane.hears("From 0 to 10")


async def test_the_same_conversation_on_every_platform(sandbox: SandboxPage):
    await sandbox.open()
    await sandbox.begin("survey")
    for pane in sandbox.panes.values():
        await first_steps(pane)
    said = [await pane.said() for pane in sandbox.panes.values()]
    begun = [next(at for at, text in enumerate(one) if OPENING in text) for one in said]
    telegram, discord, web = (one[at:] for one, at in zip(said, begun, strict=True))
    assert len(telegram) >= 5
    assert telegram == discord == web
    told = sandbox.page.get_by_text("Word for word the same")
    await expect(told).to_contain_text(f"{len(telegram)} messages")


async def test_by_keyboard_alone(sandbox: SandboxPage):
    await sandbox.open()
    keyboard = sandbox.page.keyboard
    for pane in (sandbox.telegram, sandbox.discord):
        await pane.box.focus()
        await keyboard.type("/survey")
        await keyboard.press("Enter")
        await pane.hears(QUESTION)
        await pane.log.focus()
        for _ in range(VIEWS.index("A bit of both") + 1):
            await keyboard.press("Tab")
        await expect(pane.choice("A bit of both")).to_be_focused()
        await keyboard.press("Enter")
        await pane.hears("What tips it")
        await expect(pane.box).to_be_focused()
        await keyboard.type("The tone")
        await keyboard.press("Enter")
        await pane.hears("From 0 to 10")
        assert "From 0 to 10" in (await pane.said())[-1]


async def test_a_command_of_the_menu_is_what_the_bot_registered(sandbox: SandboxPage):
    await sandbox.open()
    await sandbox.telegram.place.get_by_role("button", name="Start", exact=True).click()
    await sandbox.telegram.hears("What would you like to do?")
    for pane, name in ((sandbox.telegram, "Telegram"), (sandbox.discord, "Discord")):
        menu = pane.place.get_by_role("group", name=f"Commands on {name}")
        await menu.get_by_role("button", name="/survey", exact=True).click()
        await pane.hears(QUESTION)
        assert QUESTION in (await pane.said())[-1]


async def test_a_file_is_sent_and_shown(sandbox: SandboxPage):
    await sandbox.open()
    png = b64decode(PIXEL)
    for pane, name in ((sandbox.telegram, "Telegram"), (sandbox.discord, "Discord")):
        await pane.box.fill("/survey")
        attach = sandbox.page.get_by_label(f"Send a file on {name}")
        await attach.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": png})
        await expect(pane.log.locator(".line.person")).to_contain_text("/survey")
        await expect(pane.log.get_by_role("img")).to_have_count(1)
        await pane.hears(QUESTION)
        assert QUESTION in (await pane.said())[-1]


async def test_a_new_person_begins_with_nobody_s_past(sandbox: SandboxPage):
    await sandbox.open()
    await sandbox.begin("survey")
    await sandbox.telegram.hears(QUESTION)
    await sandbox.web.hears(QUESTION)
    await sandbox.page.get_by_role("button", name="A new person").click()
    name = sandbox.page.get_by_role("textbox", name="You are")
    await expect(name).to_have_value("Bruno Keller")
    for pane in (sandbox.telegram, sandbox.discord):
        await expect(pane.log.locator(".line")).to_have_count(0)
    await sandbox.web.hears("What would you like to do?")
    assert QUESTION not in await sandbox.web.said()


async def test_a_reload_keeps_the_person_and_the_conversation(sandbox: SandboxPage):
    await sandbox.open()
    await sandbox.begin("survey")
    for pane in sandbox.panes.values():
        await pane.hears(QUESTION)
    before = {name: await pane.said() for name, pane in sandbox.panes.items()}
    await sandbox.open()
    for name, pane in sandbox.panes.items():
        await pane.hears(QUESTION)
        assert await pane.said() == before[name]


async def test_it_speaks_the_reader_s_language_everywhere(browser: Browser, sandboxed: Product):
    context = await browser.new_context(locale="it-IT")
    sandbox = SandboxPage(await context.new_page(), sandboxed.sandbox_url())
    await sandbox.open()
    await sandbox.begin("survey")
    for pane in sandbox.panes.values():
        await expect(pane.choice("Una conversazione")).to_be_visible(timeout=PATIENCE)
        assert not any(QUESTION in text for text in await pane.said())
    await context.close()


async def test_after_a_new_start_the_page_begins_anew(sandbox: SandboxPage, sandboxed: Product):
    await sandbox.open()
    await sandbox.begin("survey")
    await sandbox.telegram.hears(QUESTION)
    assert sandboxed.stop() == 0
    sandboxed.start()
    for pane in (sandbox.telegram, sandbox.discord):
        await expect(pane.log.locator(".line")).to_have_count(0, timeout=PATIENCE)
    await sandbox.begin("survey")
    await sandbox.telegram.hears(QUESTION)
    await sandbox.discord.hears(QUESTION)


async def test_who_blocks_the_bot_hears_nothing_until_they_write(sandbox: SandboxPage):
    await sandbox.open()
    telegram = sandbox.telegram
    await telegram.say("/survey")
    await telegram.hears(QUESTION)
    toggle = telegram.place.get_by_role("button", name="Block", exact=True)
    await toggle.click()
    unblock = telegram.place.get_by_role("button", name="Unblock", exact=True)
    await expect(unblock).to_have_attribute("aria-pressed", "true")
    await telegram.say("/survey")
    await expect(toggle).to_have_attribute("aria-pressed", "false")
    await expect(telegram.log.locator(".line.bot", has_text=QUESTION)).to_have_count(2)
    assert sum(QUESTION in text for text in await telegram.said()) == 2


async def test_in_a_group_it_answers_those_who_speak_to_it(sandbox: SandboxPage):
    await sandbox.open()
    for pane, where in (
        (sandbox.telegram, "A group with the bot"),
        (sandbox.discord, "#general, a channel with the bot"),
    ):
        await pane.place.get_by_role("combobox").select_option(where)
        await pane.say("what a market")
        await pane.say("@bot survey")
        await pane.hears(QUESTION)
        await pane.choice("A conversation").click()
        await pane.hears("Where?")
        assert len(await pane.said()) == 3
    for pane in (sandbox.telegram, sandbox.discord):
        await pane.place.get_by_role("combobox").select_option(index=0)
        await expect(pane.log.locator(".line")).to_have_count(0)


async def test_what_goes_wrong_is_made_good(sandbox: SandboxPage):
    await sandbox.open()
    await sandbox.page.get_by_text("Let something go wrong").click()
    faults = sandbox.page.locator("#orders")
    await faults.get_by_role("button", name="Server error").first.click()
    await expect(sandbox.page.get_by_text("Telegram: server error")).to_be_visible()
    await faults.get_by_role("button", name="Gateway connection drops").click()
    await expect(sandbox.page.get_by_text("Discord: gateway connection drops")).to_be_visible()
    await sandbox.begin("survey")
    for pane in sandbox.panes.values():
        await pane.hears(QUESTION)
        assert sum(QUESTION in text for text in await pane.said()) == 1


async def test_each_brand_has_its_own_people_and_only_its_own_platforms(page: Page, tmp_path: Path):
    cafe = tmp_path / "cafe"
    convivio("new", str(cafe), environ=environment())
    product = Product(copy_of_example(tmp_path), tmp_path, str(cafe), "--sandbox")
    try:
        product.start()
        product.wait_ready()
        sandbox = SandboxPage(page, product.sandbox_url())
        await sandbox.open()
        await sandbox.begin("survey")
        await sandbox.telegram.hears(QUESTION)
        await page.get_by_role("combobox", name="Brand").select_option("The Corner Café")
        await expect(page.get_by_role("heading", level=1)).to_have_text("The Corner Café")
        await expect(page.locator(".pane")).to_have_count(1)
        await sandbox.begin("hello")
        await sandbox.web.hears("What shall I make you?")
        await page.get_by_role("combobox", name="Brand").select_option("We Converse")
        await sandbox.telegram.hears(QUESTION)
        assert QUESTION in (await sandbox.telegram.said())[-1]
    finally:
        product.close()


async def test_a_phone_shows_one_platform_at_a_time(sandbox: SandboxPage):
    await sandbox.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await sandbox.open()
    places = sandbox.page.get_by_role("navigation", name="Platforms")
    for name, pane in (("Telegram", sandbox.telegram), ("Discord", sandbox.discord)):
        await places.get_by_role("button", name=name).click()
        await pane.say("/survey")
        await pane.hears(QUESTION)
        await expect(pane.choice("A bit of both")).to_be_in_viewport(ratio=0.9)
        await expect(pane.box).to_be_visible()
        assert await _fits(sandbox.page)
    await places.get_by_role("button", name="Web").click()
    await sandbox.web.say("/survey")
    await sandbox.web.hears(QUESTION)
    assert await _fits(sandbox.page)


async def _fits(page: Page) -> bool:
    within: bool = await page.evaluate(
        "document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
    )
    return within


async def _violations(page: Page) -> list[dict[str, Any]]:
    source = (files("axe_playwright_python") / "axe.min.js").read_text()
    await page.evaluate(source)
    # Lines fade in: colours count once they have arrived.
    await page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    # The page in the frame is tried for itself, in the tests of the chat page.
    found: list[dict[str, Any]] = await page.evaluate(
        "axe.run({exclude: ['iframe']}).then((result) => result.violations)"
    )
    return [{"rule": one["id"], "nodes": [node["html"] for node in one["nodes"]]} for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
async def test_the_page_is_accessible(scheme: Any, size: tuple[int, int], sandbox: SandboxPage):
    await sandbox.page.emulate_media(color_scheme=scheme)
    await sandbox.page.set_viewport_size({"width": size[0], "height": size[1]})
    await sandbox.open()
    await sandbox.page.get_by_text("Let something go wrong").click()
    assert await _violations(sandbox.page) == []
    await sandbox.begin("survey")
    await sandbox.telegram.hears(QUESTION)
    await sandbox.telegram.choice("A conversation").click()
    await sandbox.telegram.hears("Where?")
    assert await _violations(sandbox.page) == []
