"""What stands in an announcement channel of the brand's own goes to the channels that follow it."""

import logging
from collections.abc import Collection

from discord import HTTPException

from adapters.discord.rest import Rest

_ANOTHER_TYPE = 50024
"""Discord's code for a channel that is none of announcements (JSON error codes)."""

_LOG = logging.getLogger(__name__)


class Publishing:
    """Publishes messages, each once: it stands there, whether or not that goes well.

    Args:
        rest: the REST API.
        places: the channels in which the brand posts.
    """

    def __init__(self, rest: Rest, places: Collection[str]) -> None:
        self._rest = rest
        self._places = set(places)

    async def posted(self, channel: str | None, message: str | None) -> None:
        """Publish a message where it stands in an announcement channel; it never raises."""
        if channel is None or message is None or channel not in self._places:
            return
        try:
            await self._rest.publish(channel, message)
        except Exception as error:  # noqa: BLE001 - whatever happens, it stands there
            if isinstance(error, HTTPException) and error.code == _ANOTHER_TYPE:
                self._places.discard(channel)  # an ordinary channel, which nobody follows
                return
            _LOG.warning("a post is not published to followers error=%s", type(error).__name__)
