"""A real browser, where this machine has one."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, WebError, expect

from tests.browser.chromium import open_browser
from tests.browser.visitors import SIZE, take_leave
from tests.product import ROOT, Product, running

_PATIENCE_MS = 20_000
"""A machine at work on other tests may take long to draw a page."""

expect.set_options(timeout=_PATIENCE_MS)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """The page to which one visitor comes after the other."""
    context = await browser.new_context(
        locale="en-GB",
        timezone_id="Europe/Rome",
        viewport=SIZE,  # type: ignore[arg-type]
    )
    opened = await context.new_page()
    opened.set_default_timeout(_PATIENCE_MS)
    yield opened
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(tab: Page) -> AsyncIterator[Page]:
    """A page to a new visitor who reads English; it fails on any error of the page's code."""
    errors: list[str] = []

    def note(error: WebError) -> None:
        errors.append(str(error.error))

    tab.context.on("weberror", note)
    yield tab
    await take_leave(tab)
    tab.context.remove_listener("weberror", note)
    assert not errors


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The example brand, running for all tests of a module: each brings a visitor of its own."""
    home = tmp_path_factory.mktemp("example")
    with running(Product(ROOT / "examples" / "we-converse", home)) as product:
        yield product
