"""The web application, assembled, and the server that listens with it."""

import asyncio

from aiohttp import web

from bot.channels.doors import MOST_CALL_BYTES
from bot.web.channels import DOORS, post_message, request_doors
from bot.web.chat import PAGE, ROOMS, SOCKETS, chat, chat_rooms, close_sockets
from bot.web.chat_page import Page
from bot.web.events import EVENT_DOORS, event_doors, post_event
from bot.web.health import live, ready
from bot.web.limits import Buckets
from bot.web.listener import Runner
from bot.web.media import media
from bot.web.metrics import METRICS, Metrics, count_requests, metrics
from bot.web.openapi import openapi
from bot.web.platforms import PLATFORM_DOORS, get_platform, platform_doors, post_platform
from bot.web.problems import problems_for_errors
from bot.web.requests import FORGERIES, MESSAGES
from bot.web.site import SITE, Site
from bot.web.stopping import STOPPING
from bot.web.uploads import receive_file, show_file

STOP_SECONDS = 1.0
"""How long requests may go on after the stop; aiohttp waits twice as long at worst."""


def build(site: Site) -> web.Application:
    """Return the application that serves a site."""
    app = web.Application(
        middlewares=[count_requests, problems_for_errors], client_max_size=MOST_CALL_BYTES
    )
    app[SITE] = site
    app[STOPPING] = asyncio.Event()
    app[FORGERIES] = Buckets(site.limits.forgeries)
    app[MESSAGES] = Buckets(site.limits.messages)
    app[METRICS] = Metrics(site)
    app[DOORS] = request_doors(site)
    app[EVENT_DOORS] = event_doors(site)
    app[PLATFORM_DOORS] = platform_doors(site)
    app[ROOMS] = chat_rooms(site)
    app[SOCKETS] = set()
    app[PAGE] = Page(site.framed_by)
    _route(app)
    return app


def _route(app: web.Application) -> None:
    app.add_routes(
        [
            web.post("/channels/{brand}/{channel}/messages", post_message),
            web.post("/events/{brand}/{event}", post_event),
            web.get("/platforms/{brand}/{channel}", get_platform, allow_head=False),
            web.post("/platforms/{brand}/{channel}", post_platform),
            web.get("/chat/{brand}", chat),
            web.get("/page/{version}/{name}", app[PAGE].asset),
            web.get("/widget.js", app[PAGE].widget),
            web.get("/media/{brand}/{path:.+}", media),
            web.put("/files/{brand}/{upload}", receive_file),
            web.get("/files/{brand}/{upload}", show_file),
            web.get("/health/live", live),
            web.get("/health/ready", ready),
            web.get("/metrics", metrics),
            web.get("/api/v1/openapi.json", openapi),
        ]
    )


class Server:
    """Listens for a site.

    Args:
        site: what it serves.
        host: the address to listen on.
        port: 0 for any free one.
    """

    def __init__(self, site: Site, host: str, port: int) -> None:
        self._app = build(site)
        self._runner = Runner(self._app, STOP_SECONDS)
        self._host = host
        self._port = port

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._port

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            OSError: the address cannot be had.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Take no more, answer those who wait, then stop listening: a few seconds at most.

        As long as we listen `/health/ready` says so: whoever leads people here goes elsewhere.
        """
        self._app[STOPPING].set()
        await close_sockets(self._app)
        await self._runner.cleanup()
