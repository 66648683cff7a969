"""The stand-in for WhatsApp: the Graph API on loopback, and a control API to play people."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from sandbox.faults import Faults
from sandbox.whatsapp.accepting import Accepting
from sandbox.whatsapp.control import Control
from sandbox.whatsapp.graph import Graph
from sandbox.whatsapp.people import People
from sandbox.whatsapp.postman import Postman
from sandbox.whatsapp.world import World


class WhatsAppStandIn:
    """One stand-in with a world of its own."""

    def __init__(self) -> None:
        self.world = World()
        self.faults = Faults()
        self.postman = Postman(self.world, self.faults)
        self.people = People(self.world, self.postman)
        self._graph = Graph(
            self.world, self.faults, Accepting(self.world, self.postman, self.faults)
        )
        self._control = Control(self.world, self.postman, self.faults)

    def application(self) -> web.Application:
        """Return the routes of the API and of control, to be mounted anywhere."""
        app = web.Application(client_max_size=101 * 2**20)
        app.add_routes([*self._graph.routes(), *self._control.routes()])
        app.on_shutdown.append(self._graph.close)
        app.cleanup_ctx.append(self._with_postman)
        return app

    async def _with_postman(self, _app: web.Application) -> AsyncIterator[None]:
        posting = asyncio.create_task(self.postman.run())
        yield
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
