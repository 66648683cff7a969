"""`/metrics`: what Prometheus reads: numbers by brand and channel, never a person."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from aiohttp import web

from bot.engine.emissions.emitting import EmissionFigures
from bot.store.errors import StoreUnavailable
from bot.store.queues import Oldest
from bot.web.measures import Scrape, Served
from bot.web.problems import Handler
from bot.web.site import Site

T = TypeVar("T")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNROUTED = "none"
_STORE_SECONDS = 2.0
"""How long what waits may take to be looked at: the other numbers do not depend on it."""


class Metrics:
    """The numbers of one server.

    Args:
        site: what is served.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._served = Served()

    def request_done(self, route: str, method: str, status: int) -> None:
        """Count an answered request."""
        self._served.requests[route, method, str(status)] += 1

    def handed_over(self, brand: str, channel: str, messages: int) -> None:
        """Count messages that a waiting request took with it, instead of their delivery."""
        self._served.handed_over[brand, channel] += messages

    async def scrape(self) -> Scrape:
        """Return what all numbers are read from, as it is now."""
        site = self._site
        oldest, emissions = await asyncio.gather(
            _unless_away(_oldest(site)), _unless_away(_emissions(site))
        )
        return Scrape(site, site.clock(), site.engine.figures(), self._served, emissions, oldest)


METRICS = web.AppKey("metrics", Metrics)


@web.middleware
async def count_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count what is answered, by route: addresses themselves may name people."""
    response = await handler(request)
    resource = request.match_info.route.resource
    route = _UNROUTED if resource is None else resource.canonical
    method = request.method if request.method in _METHODS else "other"
    request.app[METRICS].request_done(route, method, response.status)
    return response


async def metrics(request: web.Request) -> web.Response:
    """Answer with the numbers as they are now."""
    from bot.web.exposition import CONTENT_TYPE, exposed  # noqa: PLC0415 - nobody asks at a start

    scrape = await request.app[METRICS].scrape()
    return web.Response(body=exposed(scrape), headers={"Content-Type": CONTENT_TYPE})


async def _oldest(site: Site) -> Sequence[Oldest]:
    return () if site.queues is None else await site.queues.oldest()


async def _emissions(site: Site) -> Sequence[EmissionFigures]:
    return () if site.emitting is None else await site.emitting.figures()


async def _unless_away(asked: Coroutine[Any, Any, Sequence[T]]) -> Sequence[T]:
    """Return what the store says, nothing where it does not say it."""
    with suppress(StoreUnavailable, TimeoutError):
        async with asyncio.timeout(_STORE_SECONDS):
            return await asked
    return ()
