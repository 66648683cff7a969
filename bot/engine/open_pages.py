"""Open pages of this process: told to look at the transcript when others have said something."""

from collections.abc import Callable, Collection

from msgspec import Struct

from bot.core.ids import BrandId, ChannelName

Look = Callable[[], None]
"""Begins to show what the page has not shown yet, and returns at once."""


class Page(Struct, frozen=True):
    """Who has a page open: a person of a channel."""

    brand: BrandId
    channel: ChannelName
    person: str


class Pages:
    """Who has pages open here; one person may have several."""

    def __init__(self) -> None:
        self._looks: dict[Page, list[Look]] = {}

    def open(self, page: Page, look: Look) -> Callable[[], None]:
        """Let a page be told from now on; the result closes it."""
        self._looks.setdefault(page, []).append(look)

        def close() -> None:
            looks = self._looks[page]
            looks.remove(look)
            if not looks:
                del self._looks[page]

        return close

    def look(self, brand: BrandId, channel: ChannelName, people: Collection[str]) -> None:
        """Something was said to these people; to anybody where none is named."""
        found = [Page(brand, channel, person) for person in people]
        if not people:
            found = [one for one in self._looks if (one.brand, one.channel) == (brand, channel)]
        for page in found:
            self._tell(page)

    def look_at_everything(self) -> None:
        """Something may have been said to anybody."""
        for page in list(self._looks):
            self._tell(page)

    def _tell(self, page: Page) -> None:
        for look in self._looks.get(page, ()):
            look()
