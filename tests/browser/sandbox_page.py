"""The sandbox page as a person meets it: one pane a platform, by roles and names."""

import re

from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.browser.chat_page import PATIENCE

READ_SAID = """
(log) => [...log.querySelectorAll('.line.bot')].map((line) => {
  const speaker = line.querySelector('.unseen').textContent;
  return line.innerText.slice(speaker.length).trim();
})
"""


class Pane:
    """One platform: what its person sees and can do.

    Args:
        place: the region of the page, or the page inside the frame.
        box: what the line to write on is called, None where there is only one.
    """

    def __init__(self, place: Locator | FrameLocator, box: str | None = None) -> None:
        self.place = place
        self.log = place.get_by_role("log")
        self.box = place.get_by_role("textbox", name=box) if box else place.get_by_role("textbox")

    def choice(self, label: str) -> Locator:
        """Return the newest choice of this name."""
        return self.log.get_by_role("button", name=label, exact=True).last

    async def say(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def hears(self, text: str) -> None:
        """Wait until the brand has said something with `text` in it, once."""
        heard = self.log.locator(".line.bot", has_text=text)
        await expect(heard).to_have_count(1, timeout=PATIENCE)

    async def said(self) -> list[str]:
        """Return all that the brand has said here, in order."""
        texts: list[str] = await self.log.evaluate(READ_SAID)
        return texts


class SandboxPage:
    """The whole page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.telegram = Pane(self._region("Telegram"), "Write on Telegram")
        self.discord = Pane(self._region("Discord"), "Write on Discord")
        self.web = Pane(self._region("Web").frame_locator("iframe"))

    def _region(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    @property
    def panes(self) -> dict[str, Pane]:
        return {"telegram": self.telegram, "discord": self.discord, "web": self.web}

    async def open(self) -> None:
        """Load the page and wait until somebody is there on every platform."""
        await self.page.goto(self.address)
        await expect(self.page.get_by_role("textbox", name="You are")).to_have_value(
            re.compile(r"\w")
        )
        await expect(self.page.locator(".pane")).to_have_count(3)

    async def begin(self, command: str) -> None:
        """Begin a dialogue on every platform at once."""
        await (
            self._region("Begin on every platform")
            .get_by_role("button", name=f"/{command}", exact=True)
            .click()
        )
