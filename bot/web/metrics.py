"""`/metrics`: what Prometheus reads: numbers by brand and channel, never a person."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from typing import Any, TypeVar

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from bot.core.histogram import Counted
from bot.engine.emissions.emitting import EmissionFigures
from bot.store.errors import StoreUnavailable
from bot.store.queues import Oldest
from bot.web.measures import MEASURES, Kind, Measure, Scrape, Served
from bot.web.problems import Handler
from bot.web.site import Site

T = TypeVar("T")
Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNROUTED = "none"
_STORE_SECONDS = 2.0
"""How long what waits may take to be looked at: the other numbers do not depend on it."""


class _At(Collector):
    """The numbers of one moment."""

    def __init__(self, scrape: Scrape) -> None:
        self._scrape = scrape

    def collect(self) -> Iterator[Metric]:
        """Return every number that there is."""
        for measure in MEASURES:
            yield _family(measure, self._scrape)


def _family(measure: Measure, scrape: Scrape) -> Metric:
    family = _EMPTY[measure.kind](measure.name, measure.told, labels=measure.labels)
    for labels, value in measure.read(scrape):
        match family:
            case HistogramMetricFamily():
                assert isinstance(value, Counted)
                family.add_metric(labels, _buckets(value), value.total)
            case _:
                assert not isinstance(value, Counted)
                family.add_metric(labels, value)
    return family


_EMPTY: Mapping[Kind, Callable[..., Family]] = {
    "counter": CounterMetricFamily,
    "gauge": GaugeMetricFamily,
    "histogram": HistogramMetricFamily,
}


def _buckets(counted: Counted) -> list[tuple[str, float]]:
    bounds = map(floatToGoString, (*counted.bounds, inf))
    return list(zip(bounds, counted.counts, strict=True))


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

    async def exposition(self) -> bytes:
        """Return all numbers as they are now, in Prometheus' text format."""
        site = self._site
        oldest, emissions = await asyncio.gather(
            _unless_away(_oldest(site)), _unless_away(_emissions(site))
        )
        scrape = Scrape(site, site.clock(), site.engine.figures(), self._served, emissions, oldest)
        registry = CollectorRegistry()
        registry.register(_At(scrape))
        ProcessCollector(registry=registry)
        return generate_latest(registry)


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
    body = await request.app[METRICS].exposition()
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


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
