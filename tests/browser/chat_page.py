"""The chat page as a person meets it: by roles, names and keys, never by the page's inside."""

import asyncio
import re

from playwright.async_api import Locator, Page, expect

from tests.product import Product

READ_LINES = """
() => [...document.querySelectorAll('[role=log] .line')].map((line) => {
  const speaker = line.querySelector('.unseen').textContent;
  const who = line.classList.contains('person') ? 'person' : 'bot';
  return [who, line.innerText.slice(speaker.length).trim()];
})
"""
READ_FOCUS = """
() => {
  const focused = document.activeElement;
  const label = focused.labels?.[0]?.textContent ?? focused.getAttribute('aria-label');
  return (label ?? focused.textContent ?? '').trim();
}
"""
MOST_TABS = 40
PATIENCE = 15_000
"""Milliseconds that an answer may take on a machine that is busy with other tests."""


class ChatPage:
    """One open page of a brand's chat."""

    def __init__(self, page: Page, product: Product, brand: str = "we-converse") -> None:
        self.page = page
        self._address = f"{product.url}/chat/{brand}"

    async def open(self, start: str | None = None) -> None:
        """Load the page and wait until its connection stands."""
        await self.page.goto(self._address + (f"?start={start}" if start else ""))
        await self.settled()

    async def reload(self) -> None:
        await self.page.reload()
        await self.settled()

    async def settled(self) -> None:
        """Wait until the page has caught up with the conversation."""
        await expect(self.log).to_have_attribute("aria-busy", "false")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox")

    def choice(self, label: str) -> Locator:
        return self.log.get_by_role("button", name=label, exact=True)

    async def say(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def press(self, label: str) -> None:
        await self.choice(label).click()

    async def hears(self, text: str) -> None:
        """Wait until the brand has said something with `text` in it, and nobody waits any more."""
        line = self.log.locator(".line.bot", has_text=text)
        await expect(line).to_have_count(1, timeout=PATIENCE)
        await expect(self.log.locator(".unsent")).to_have_count(0)

    async def answered(self, quiet: float = 0.4) -> None:
        """Wait until what was said is taken, answered, and nothing more comes for a while.

        Args:
            quiet: seconds without a new line that count as the end of the answer.
        """
        await expect(self.log.locator(".unsent")).to_have_count(0)
        await expect(self.log.locator(".line").last).to_have_class(re.compile("bot"))
        count = -1
        while count != (count := await self.log.locator(".line").count()):
            await asyncio.sleep(quiet)

    async def lines(self) -> list[tuple[str, str]]:
        """Return all that is shown, in order: who said it, and what."""
        return [(who, text) for who, text in await self.page.evaluate(READ_LINES)]

    async def labels(self) -> list[str]:
        """Return the labels of the choices that can be pressed now."""
        return await self.log.get_by_role("button").all_inner_texts()

    async def tab_to(self, name: str, *, backwards: bool = False) -> None:
        """Walk with the Tab key until what is called `name` has the focus."""
        for _ in range(MOST_TABS):
            if await self.page.evaluate(READ_FOCUS) == name:
                return
            await self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"no way by keyboard to {name!r}")
