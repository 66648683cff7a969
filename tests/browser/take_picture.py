"""Takes the README's picture: run `python -m tests.browser.take_picture` in the repository."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from tests.browser.chromium import FLAGS, find_browser
from tests.browser.sandbox_page import SandboxPage
from tests.product import ROOT, Product, copy_of_example

PICTURE = ROOT / "docs" / "pictures" / "sandbox.png"
SIZE = (1360, 860)
SHARPNESS = 1.2
"""Pixels a point: sharp enough on any screen, and small enough for a README."""


async def act(sandbox: SandboxPage) -> None:
    """Be one person on three platforms, as far as the picture shows."""
    await sandbox.open()
    await sandbox.web.hears("What would you like to do?")
    await sandbox.begin("survey")
    for pane in sandbox.panes.values():
        await pane.choice("A conversation").click()
        await pane.hears("Where?")
    await expect(sandbox.page.get_by_text("Word for word the same")).to_be_visible()
    await sandbox.page.get_by_role("heading", level=1).click()  # nothing has the focus


async def take(address: str, file: Path) -> None:
    """Write the picture of the page at an address."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        width, height = SIZE
        context = await browser.new_context(
            locale="en-GB",
            timezone_id="Europe/Rome",
            reduced_motion="reduce",
            device_scale_factor=SHARPNESS,
            viewport={"width": width, "height": height},
        )
        page: Page = await context.new_page()
        await act(SandboxPage(page, address))
        await page.screenshot(path=file)
        await browser.close()


def main(file: Path) -> None:
    """Run the example brand in the sandbox, and take its picture."""
    with tempfile.TemporaryDirectory() as home:
        product = Product(copy_of_example(Path(home)), Path(home), "--sandbox")
        try:
            product.start()
            product.wait_ready()
            asyncio.run(take(product.sandbox_url(), file))
        finally:
            product.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else PICTURE)
