"""The chat on somebody else's site, in a real browser: another origin, with a strict policy."""

from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Frame, Page, expect

from tests.browser.chat_page import PATIENCE
from tests.browser.other_site import OtherSite, Widget, other_site
from tests.browser.test_chat_page import PHONE, QUESTION, violations
from tests.browser.test_sandbox_page import PIXEL
from tests.channels.test_identity_token import OTHER, SECRET
from tests.ports import free_port
from tests.product import Product, copy_of_example, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

KNOWN_HERE = "localStorage.getItem('convivio:/chat/we-converse#')"
"""What outlives the tab of somebody who is signed in: that somebody was."""

LINE = "  web: {adapter: webchat}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OtherSite]:
    """A site that the example brand's channel names, and the brand running."""
    home, port = tmp_path_factory.mktemp("widget"), free_port()
    brand = copy_of_example(home)
    file = brand / "brand.yaml"
    written = file.read_text()
    assert LINE in written
    options = f"sites: ['http://127.0.0.1:{port}'], secret: '${{WEB_SECRET}}'"
    file.write_text(written.replace(LINE, f"  web: {{adapter: webchat, {options}}}"))
    with running(Product(brand, home, WEB_SECRET=SECRET)) as product:
        async with other_site(product.url, port) as found:
            yield found


@pytest.fixture(autouse=True)
def nobody(site: OtherSite) -> None:
    """Nobody is signed in at first."""
    site.user, site.secret, site.fails = None, SECRET, False


@pytest.fixture
def widget(page: Page) -> Widget:
    return Widget(page)


async def test_a_talk_on_another_site(site: OtherSite, widget: Widget):
    page = widget.page
    await page.goto(site.url)
    await expect(widget.launcher).to_have_accessible_name("Open the chat")
    await expect(widget.panel).to_be_hidden()
    assert await chat_in(page).evaluate("Object.keys(localStorage)") == []
    await widget.open()
    await widget.pane.hears("What would you like to do?")
    await expect(widget.pane.box).to_be_focused()
    await widget.pane.say("/survey")
    await widget.pane.choice("A conversation").click()
    await widget.pane.hears("Where?")
    await page.keyboard.press("Escape")
    await expect(widget.panel).to_be_hidden()
    await expect(widget.launcher).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(widget.pane.box).to_be_focused()
    await page.keyboard.type("The market")
    await page.keyboard.press("Enter")
    await widget.pane.hears("From 0 to 10")
    assert await page.context.cookies() == []
    assert await page.evaluate("localStorage.length") == 0


def chat_in(page: Page) -> Frame:
    """Return our own page inside the site's."""
    (found,) = [one for one in page.frames if "/chat/" in one.url]
    return found


async def test_what_is_said_behind_a_closed_panel_is_counted(site: OtherSite, widget: Widget):
    page = widget.page
    await page.goto(site.url)
    await widget.open()
    await widget.pane.hears("What would you like to do?")
    other = Widget(await page.context.new_page())
    await other.page.goto(site.url)
    await other.open()
    await other.pane.hears("What would you like to do?")
    await widget.launcher.click()
    await other.pane.say("/survey")
    await other.pane.hears(QUESTION)
    await expect(widget.launcher).to_have_accessible_name("Open the chat, 2 unread")
    await expect(page.locator("convivio-chat").get_by_role("status")).to_have_text(
        "Open the chat, 2 unread"
    )
    await widget.open()
    await widget.launcher.click()
    await expect(widget.launcher).to_have_accessible_name("Open the chat")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_widget_is_accessible(scheme: Any, site: OtherSite, widget: Widget):
    await widget.page.emulate_media(color_scheme=scheme)
    await widget.page.goto(site.url)
    await expect(widget.launcher).to_be_visible()
    assert await violations(widget.page) == []
    await widget.open()
    await widget.pane.hears("What would you like to do?")
    assert await violations(widget.page) == []
    assert await violations(chat_in(widget.page)) == []


async def test_on_a_phone_the_panel_is_the_screen(site: OtherSite, widget: Widget):
    await widget.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await widget.page.emulate_media(reduced_motion="reduce")
    await widget.page.goto(site.url)
    await widget.open()
    await widget.pane.hears("What would you like to do?")
    assert await widget.panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    await widget.inside.get_by_role("button", name="Close the chat").click()
    await expect(widget.panel).to_be_hidden()


async def test_who_signs_in_has_a_conversation_of_their_own(site: OtherSite, widget: Widget):
    page = widget.page
    await page.goto(site.url)
    await widget.open()
    await widget.pane.hears("What would you like to do?")
    await widget.pane.say("/survey")
    await widget.pane.hears(QUESTION)
    before = await widget.pane.said()
    site.user = "17"
    await page.evaluate("convivio.identify()")
    await expect(widget.pane.log.locator(".line.person")).to_have_count(0)
    await widget.pane.hears("What would you like to do?")
    await widget.pane.say("/comment")
    await widget.pane.hears("I am listening")
    as_user = await widget.pane.said()
    assert QUESTION not in as_user
    assert await chat_in(page).evaluate(KNOWN_HERE) == "true"
    site.user = None
    await page.evaluate("convivio.identify()")
    await widget.pane.hears(QUESTION)
    assert await widget.pane.said() == before
    site.user = "17"
    await page.reload()
    await widget.open()
    await widget.pane.hears("I am listening")
    assert await widget.pane.said() == as_user


async def test_who_is_signed_in_never_goes_on_as_nobody(site: OtherSite, widget: Widget):
    site.user, site.fails = "18", True
    await widget.page.goto(site.url)
    await expect(widget.launcher).to_be_visible()
    async with widget.page.expect_console_message(lambda one: "does not say" in one.text):
        await widget.launcher.click()
    await widget.pane.say("/survey")
    await expect(widget.pane.log.locator(".unsent")).to_have_count(1)
    assert await chat_in(widget.page).evaluate("Object.keys(localStorage)") == []
    site.fails = False
    await widget.pane.hears(QUESTION)
    assert "#18" in str(await chat_in(widget.page).evaluate("Object.keys(sessionStorage)"))


async def test_a_site_with_the_wrong_secret_is_told_so(site: OtherSite, widget: Widget):
    site.user, site.secret = "17", OTHER
    await widget.page.goto(site.url)
    await expect(widget.launcher).to_be_visible()
    async with widget.page.expect_console_message(lambda one: "signature" in one.text):
        await widget.launcher.click()
    await expect(widget.inside.get_by_role("status")).to_have_text(
        "We do not know who you are. Sign in again, or reload the page."
    )
    await expect(widget.pane.log.locator(".line")).to_have_count(0)


async def test_a_site_that_is_not_named_cannot_show_the_chat(site: OtherSite, page: Page):
    async with other_site(site.bot, free_port()) as stranger:
        async with page.expect_console_message(lambda one: "frame-ancestors" in one.text):
            await page.goto(stranger.url)
        await expect(page.locator("convivio-chat").get_by_role("button")).to_be_hidden()


async def test_a_picture_is_sent_and_shown_again(site: OtherSite, widget: Widget):
    await widget.page.goto(site.url)
    await widget.open()
    await widget.pane.hears("What would you like to do?")
    async with widget.page.expect_file_chooser() as chosen:
        await widget.inside.get_by_role("button", name="Send a file").click()
    picture = {"name": "shop.png", "mimeType": "image/png", "buffer": b64decode(PIXEL)}
    await (await chosen.value).set_files([picture])  # type: ignore[list-item]
    image = widget.pane.log.get_by_role("img", name="shop.png")
    await expect(image).to_be_visible()
    await expect(widget.pane.log.locator(".unsent")).to_have_count(0)
    await widget.page.reload()
    await widget.open()
    await image.scroll_into_view_if_needed()
    assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    assert "/files/we-converse/" in (await image.get_attribute("src") or "")
    assert await violations(chat_in(widget.page)) == []
    many = [picture | {"name": f"{number}.png"} for number in range(22)]
    async with widget.page.expect_file_chooser() as chosen:
        await widget.inside.get_by_role("button", name="Send a file").click()
    await (await chosen.value).set_files(many)  # type: ignore[arg-type]
    await expect(widget.pane.log.locator(".line.person")).to_have_count(23)
    await expect(widget.pane.log.locator(".unsent")).to_have_count(0, timeout=PATIENCE)
    async with widget.page.expect_file_chooser() as chosen:
        await widget.inside.get_by_role("button", name="Send a file").click()
    await (await chosen.value).set_files([picture | {"name": "a.exe", "mimeType": ""}])  # type: ignore[list-item]
    await expect(widget.inside.get_by_role("status")).to_have_text(
        "Files of this kind cannot be sent here."
    )
