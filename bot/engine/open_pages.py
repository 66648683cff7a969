"""Open pages of this process: told to look when others have said something, or that nobody will."""

from collections.abc import Callable, Collection

from msgspec import Struct

from bot.core.effects import Call, Send
from bot.core.ids import BrandId, ChannelName
from bot.engine.report import TurnReport

Look = Callable[[], None]
"""Begins to show what the page has not shown yet, and returns at once."""


class Page(Struct, frozen=True):
    """Who has a page open: a person of a channel."""

    brand: BrandId
    channel: ChannelName
    person: str


class Told(Struct, frozen=True):
    """What a page is told: to look, and that nothing comes of what its person has said."""

    look: Look
    unanswered: Callable[[], None]


class Pages:
    """Who has pages open here; one person may have several."""

    def __init__(self) -> None:
        self._told: dict[Page, list[Told]] = {}

    def open(self, page: Page, told: Told) -> Callable[[], None]:
        """Let a page be told from now on; the result closes it."""
        self._told.setdefault(page, []).append(told)

        def close() -> None:
            those = self._told[page]
            those.remove(told)
            if not those:
                del self._told[page]

        return close

    def look(self, brand: BrandId, channel: ChannelName, people: Collection[str]) -> None:
        """Something was said to these people; to anybody where none is named."""
        found = [Page(brand, channel, person) for person in people]
        if not people:
            found = [one for one in self._told if (one.brand, one.channel) == (brand, channel)]
        for page in found:
            self._tell(page)

    def look_at_everything(self) -> None:
        """Something may have been said to anybody."""
        for page in list(self._told):
            self._tell(page)

    def committed(self, report: TurnReport) -> None:
        """Let a page know where a turn is over and neither says anything nor waits for a call."""
        account = report.account
        told = self._told.get(Page(account.brand, account.channel, account.external_id))
        if told and report.kinds.isdisjoint((Send, Call)):
            for one in told:
                one.unanswered()

    def _tell(self, page: Page) -> None:
        for one in self._told.get(page, ()):
            one.look()
