"""The stand-in for Telegram: a Bot API server on loopback, and a control API to play people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from sandbox.faults import Faults
from sandbox.telegram.control.routes import Control
from sandbox.telegram.postman import Postman
from sandbox.telegram.serving import Serving
from sandbox.telegram.world import World


class TelegramStandIn:
    """One stand-in with a world of its own.

    Args:
        world: what it starts from; an empty one where absent.
    """

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.faults = Faults()
        self.serving = Serving(self.world, self.faults)
        self._control = Control(self.world, self.serving, self.faults)

    def application(self) -> web.Application:
        """Return the routes of the API, of files and of control, to be mounted anywhere."""
        app = web.Application()
        app.add_routes([*self.serving.routes(), *self._control.routes()])
        app.on_shutdown.append(self.serving.close)
        app.on_shutdown.append(self._control.close)
        app.cleanup_ctx.append(self._with_postman)
        return app

    async def _with_postman(self, _app: web.Application) -> AsyncIterator[None]:
        posting = asyncio.create_task(Postman(self.world, self.faults).run())
        yield
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
