"""What is polite beside the conversation: what was said is shown as read, and us as typing.

Best effort and bounded: a failure is nobody's, and where too much is under way, less is done.
"""

import asyncio
import logging
from typing import Final

from adapters.whatsapp.graph import Graph
from adapters.whatsapp.reply import Done
from adapters.whatsapp.requests import courtesy_of
from bot.channels.silence import Heed

MOST_UNDER_WAY: Final = 256
"""So many at once; a message that is not shown as read is answered all the same."""

_LOG = logging.getLogger(__name__)


class Courtesies:
    """Small signs to people, in the background.

    Args:
        graph: takes them.
        heed: for how long Meta is to be left alone: nothing is shown meanwhile.
    """

    def __init__(self, graph: Graph, heed: Heed) -> None:
        self._graph = graph
        self._heed = heed
        self._under_way: set[asyncio.Task[None]] = set()

    def heard(self, message: str) -> None:
        """Show a message as read, and somebody as typing (Cloud API: Typing indicators).

        Args:
            message: WhatsApp's id of it.
        """
        if self._heed.left() > 0 or len(self._under_way) >= MOST_UNDER_WAY:
            return
        task = asyncio.create_task(self._show(message))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Leave everything that is not done."""
        tasks = tuple(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, message: str) -> None:
        reply = await self._graph.send(courtesy_of(message))
        if not isinstance(reply, Done):
            _LOG.debug("a courtesy failed reply=%s", type(reply).__name__)
