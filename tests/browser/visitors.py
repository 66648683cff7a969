"""One visitor after the other on the same page: each comes to it as if nobody had been there.

A page of their own would be a process and a window more for each, half of what most tests cost.
"""

from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page, Route

SIZE = {"width": 1280, "height": 720}
"""Of a new page, in pixels."""

_FORGET = "localStorage.clear(); sessionStorage.clear()"


async def take_leave(page: Page) -> None:
    """Let nothing be left of whoever was here: neither what they see nor what is kept of them."""
    context, origins = page.context, _origins(page.context)
    for other in context.pages:
        if other is not page:
            await other.close()
    await page.route("**/*", _show_nothing)  # where no script keeps anything meanwhile
    for origin in sorted(origins):
        await page.goto(origin)
        await page.evaluate(_FORGET)
    await page.unroute("**/*")
    await context.clear_cookies()
    await context.clear_permissions()
    await page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    await page.emulate_media(color_scheme="light", reduced_motion="no-preference")


async def _show_nothing(route: Route) -> None:
    await route.fulfill(body="", content_type="text/html")


def _origins(context: BrowserContext) -> set[str]:
    """Return whose pages are shown, the ones in frames too."""
    shown = [urlsplit(frame.url) for page in context.pages for frame in page.frames]
    return {f"{url.scheme}://{url.netloc}" for url in shown if url.scheme == "http"}
