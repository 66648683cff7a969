"""The Discord stand-in: everything put together, as one application of the web framework."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from sandbox.discord.answers import Answers
from sandbox.discord.asking import Route
from sandbox.discord.calls import Calls
from sandbox.discord.control.acting import Acting
from sandbox.discord.control.calling import Calling
from sandbox.discord.control.looking import Looking
from sandbox.discord.control.troubling import Troubling
from sandbox.discord.control.watch import Watch
from sandbox.discord.door import REQUEST_BYTES, Door, json_response
from sandbox.discord.endpoint.caller import Caller
from sandbox.discord.gateway.conversation import Gatehouse
from sandbox.discord.gateway.events import Events
from sandbox.discord.gateway.hub import Hub
from sandbox.discord.gateway.sessions import Sessions
from sandbox.discord.interactions import Interactions
from sandbox.discord.limits import Limits
from sandbox.discord.outside import Outside
from sandbox.discord.playing import Playing
from sandbox.discord.refusals import method_not_allowed, no_such_route, too_large
from sandbox.discord.routes.accounts import Accounts
from sandbox.discord.routes.callbacks import Callbacks
from sandbox.discord.routes.commands import Commands
from sandbox.discord.routes.guilds import Guilds
from sandbox.discord.routes.messages import Messages
from sandbox.discord.snowflakes import Clock
from sandbox.discord.wire.messages import MessageView
from sandbox.discord.world import World
from sandbox.discord.writing import Writing
from sandbox.faults import Faults

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DiscordStandIn:
    """One Discord, in memory.

    Args:
        clock: tells the present time in seconds since 1970.
    """

    def __init__(self, clock: Clock = time.time) -> None:
        self.world = World(clock)
        self.limits = Limits(clock)
        self.faults = Faults()
        self.calls = Calls()
        self.outside = Outside()
        self.interactions = Interactions(self.world)
        self.writing = Writing(self.world)
        self.view = MessageView(self.world, self.outside)
        self.sessions = Sessions(clock)
        self.world.changes.watch(Events(self.world, self.view, self.sessions).tell)
        self.hub = Hub(Gatehouse(self.world, self.sessions, self.outside))
        self.playing = Playing(self.world, self.writing, self.interactions)
        self.answers = Answers(self.world, self.interactions, self.writing)
        self.caller = Caller(self.world, self.view, self.interactions, self.answers, self.faults)
        self.world.changes.watch(self.caller.tell)

    def application(self) -> web.Application:
        """Return the web application: `/api/v10`, `/gateway`, `/attachments` and `/control`."""
        application = web.Application(middlewares=[_in_its_words], client_max_size=REQUEST_BYTES)
        door = Door(self.world, self.outside, self.limits, self.faults, self.calls)
        watch = Watch(self.world, self.interactions)
        for route in self._routes():
            application.router.add_route(
                route.method, f"/api/v10/{route.path}", door.handler(route)
            )
        application.router.add_get("/gateway", self.hub.take)
        application.router.add_get("/gateway/", self.hub.take)
        application.router.add_get("/attachments/{channel}/{file}/{name}", self._file)
        application.router.add_routes(self._control())
        application.router.add_get("/control/watch", watch.serve)

        async def shut(_: web.Application) -> None:
            door.close()
            self.hub.shut()
            await watch.shut()

        application.on_shutdown.append(shut)
        application.cleanup_ctx.append(self._with_caller)
        return application

    async def _with_caller(self, _: web.Application) -> AsyncIterator[None]:
        calling = asyncio.create_task(self.caller.run())
        yield
        calling.cancel()
        with suppress(asyncio.CancelledError):
            await calling

    def _routes(self) -> list[Route]:
        answers = self.answers
        return [
            *Accounts(self.world, self.outside).routes(),
            *Messages(self.world, self.writing, self.view).routes(),
            *Callbacks(self.world, self.interactions, answers, self.writing, self.view).routes(),
            *Commands(self.world).routes(),
            *Guilds(self.world).routes(),
        ]

    def _control(self) -> list[web.RouteDef]:
        return [
            *Acting(self.world, self.playing).routes(),
            *Calling(self.playing, self.caller).routes(),
            *Troubling(
                self.faults, self.limits, self.hub, self.playing, self.interactions
            ).routes(),
            *Looking(self.world, self.playing, self.interactions, self.calls, self.hub).routes(),
        ]

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self.world.file(request.match_info["channel"], request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        kind = file.content_type or "application/octet-stream"
        return web.Response(body=file.body, headers={"Content-Type": kind})


@web.middleware
async def _in_its_words(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse unknown addresses and methods in Discord's words."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        refusal = no_such_route()
    except web.HTTPMethodNotAllowed:
        refusal = method_not_allowed()
    except web.HTTPRequestEntityTooLarge:
        refusal = too_large()
    return json_response(refusal.body(), refusal.status)
