"""Stand-ins for further platforms: whoever runs the sandbox knows them by the names of adapters."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from aiohttp import web

from sandbox.whatsapp.server import WhatsAppStandIn


class Further(Protocol):
    """A platform of which the sandbox needs to know nothing but this.

    `title` is what people call it.
    """

    title: str

    def application(self) -> web.Application:
        """Return its routes, to be mounted below its name."""
        ...

    def settle(
        self, whose: str, title: str, options: Mapping[str, object], root: str
    ) -> dict[str, str]:
        """Let a brand be there, and return the options of its channel, the same each time.

        Args:
            whose: names brand and channel.
            title: what the brand is called to people.
            options: as the brand has them, made-up where they come from the environment.
            root: the address below which the routes are, without a slash at its end.
        """
        ...

    def key(self, options: Mapping[str, object]) -> str:
        """Return by what the page names the brand there, by the options of its channel."""
        ...

    async def enter(self, options: Mapping[str, object], url: str) -> bool:
        """Let the platform call the channel at this address; say whether it answered there."""
        ...


FURTHER: Final[Mapping[str, Callable[[], Further]]] = {"whatsapp": WhatsAppStandIn}
"""By the names of their adapters."""
