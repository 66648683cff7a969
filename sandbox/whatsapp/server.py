"""The stand-in for WhatsApp: the Graph API on loopback, and a control API to play people."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

from aiohttp import web

from sandbox.faults import Faults
from sandbox.whatsapp.accepting import Accepting
from sandbox.whatsapp.control import Control
from sandbox.whatsapp.graph import Graph
from sandbox.whatsapp.people import People
from sandbox.whatsapp.postman import Postman
from sandbox.whatsapp.setting_up import enter, new_number
from sandbox.whatsapp.world import Number, World


class WhatsAppStandIn:
    """One stand-in with a world of its own."""

    title = "WhatsApp"

    def __init__(self) -> None:
        self.world = World()
        self.faults = Faults()
        self._settled: dict[str, Number] = {}
        self.postman = Postman(self.world, self.faults)
        self.people = People(self.world, self.postman)
        self._graph = Graph(
            self.world, self.faults, Accepting(self.world, self.postman, self.faults)
        )
        self._control = Control(self.world, self.postman, self.faults)

    def settle(
        self, whose: str, title: str, options: Mapping[str, object], root: str
    ) -> dict[str, str]:
        """Let a brand have a number, with a template that is approved; the same each time.

        Args:
            whose: names brand and channel.
            title: what the brand is called to people.
            options: as the brand has them: its template is the one that is approved.
            root: the address below which the routes are.
        """
        number = self._settled.get(whose) or new_number(title, options)
        self._settled[whose] = self.world.numbers[number.id] = number
        return {
            "token": number.token,
            "secret": number.secret,
            "verify_token": number.verify_token,
            "number": number.id,
            "account": number.account,
            "template": number.templates[0].name,
            "template_language": number.templates[0].language,
            "api_base": f"{root}/v23.0",
            **({"menu": str(options["menu"])} if options.get("menu") else {}),
        }

    def key(self, options: Mapping[str, object]) -> str:
        """Return Meta's id of a number."""
        return str(options["number"])

    async def enter(self, options: Mapping[str, object], url: str) -> bool:
        """Enter a Callback URL, which is asked for its challenge."""
        return await enter(self.world.numbers[self.key(options)], url)

    def application(self) -> web.Application:
        """Return the routes of the API and of control, to be mounted anywhere."""
        app = web.Application(client_max_size=101 * 2**20)
        app.add_routes([*self._graph.routes(), *self._control.routes()])
        app.on_shutdown.append(self._graph.close)
        app.on_shutdown.append(self._control.close)
        app.cleanup_ctx.append(self._with_postman)
        return app

    async def _with_postman(self, _app: web.Application) -> AsyncIterator[None]:
        posting = asyncio.create_task(self.postman.run())
        yield
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
