"""`/metrics`: what Prometheus reads: numbers by brand and channel, never a person."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from operator import attrgetter

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.engine.emitting import EmissionFigures
from bot.engine.figures import ChannelFigures
from bot.store.errors import StoreUnavailable
from bot.web.problems import Handler
from bot.web.site import SITE, Site

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNROUTED = "none"
_STORE_SECONDS = 2.0
"""How long what waits may take to be counted: the other numbers do not depend on it."""


class _EngineCollector(Collector):
    """Reads the engine's figures whenever somebody asks for the numbers."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.emissions: Sequence[EmissionFigures] = ()

    def collect(self) -> Iterator[Metric]:
        """Return the numbers as they are now."""
        yield self._turns()
        yield self._backlog()
        yield self._deliveries()
        yield self._unknown()
        yield self._channels()
        yield self._pauses()
        yield self._shares()
        yield self._refusals()
        yield self._hindered()
        yield self._emitted()
        yield self._emissions_waiting()
        yield self._emissions_open()
        yield self._calls()
        yield self._calls_under_way()
        yield self._unpublished()

    def _turns(self) -> Metric:
        labels = ("brand", "channel", "outcome")
        family = CounterMetricFamily("convivio_turns", "Turns done.", labels=labels)
        for one in self._site.engine.figures().brands:
            for (channel, outcome), count in one.turns.items():
                family.add_metric((one.brand, channel, outcome), count)
        return family

    def _backlog(self) -> Metric:
        told = "Events that wait for their turn."
        family = GaugeMetricFamily("convivio_backlog", told, labels=("brand",))
        for one in self._site.engine.figures().brands:
            family.add_metric((one.brand,), one.waiting)
        return family

    def _deliveries(self) -> Metric:
        labels, told = ("brand", "channel", "outcome"), "Messages whose sending ended."
        family = CounterMetricFamily("convivio_deliveries", told, labels=labels)
        for one in self._site.engine.figures().channels:
            for outcome, count in one.deliveries.items():
                family.add_metric((one.brand, one.channel, outcome), count)
        return family

    def _unknown(self) -> Metric:
        told = "Tries after which nobody knew whether a message had been taken."
        family = CounterMetricFamily(
            "convivio_deliveries_unknown", told, labels=("brand", "channel")
        )
        for one in self._site.engine.figures().channels:
            family.add_metric((one.brand, one.channel), one.unknown)
        return family

    def _hindered(self) -> Metric:
        told = "1 where something keeps a channel from hearing everybody, see /health/ready."
        family = GaugeMetricFamily("convivio_channel_hindered", told, labels=("brand", "channel"))
        for (brand, name), channel in self._site.channels.items():
            family.add_metric((brand, name), int(channel.hindrance() is not None))
        return family

    def _channels(self) -> Metric:
        told = "1 where a channel works, 0 where it is left off, paused or closed."
        family = GaugeMetricFamily("convivio_channel_open", told, labels=("brand", "channel"))
        states = {(c.brand, c.channel): c.state for c in self._site.engine.figures().channels}
        for (brand, name), channel in self._site.channels.items():
            works = channel.adapter is not None and states.get((brand, name), "open") == "open"
            family.add_metric((brand, name), int(works))
        return family

    def _pauses(self) -> Metric:
        told = "Seconds until a channel may send again, 0 where it may."
        return self._of_channels("convivio_channel_pause_seconds", told, attrgetter("waits"))

    def _shares(self) -> Metric:
        told = "How much of its pace a channel keeps, from 0 to 1: less after a flood."
        return self._of_channels("convivio_channel_pace_share", told, attrgetter("share"))

    def _refusals(self) -> Metric:
        told = "Refusals that count against us at the platform of a channel."
        return self._of_channels("convivio_channel_refusals", told, attrgetter("refusals"))

    def _of_channels(
        self, name: str, told: str, number: Callable[[ChannelFigures], float]
    ) -> Metric:
        family = GaugeMetricFamily(name, told, labels=("brand", "channel"))
        for one in self._site.engine.figures().channels:
            family.add_metric((one.brand, one.channel), number(one))
        return family

    def _emitted(self) -> Metric:
        labels, told = ("brand", "outcome"), "Outgoing events whose sending ended."
        family = CounterMetricFamily("convivio_emissions", told, labels=labels)
        for one in self.emissions:
            for outcome, count in one.ended.items():
                family.add_metric((one.brand, outcome), count)
        return family

    def _emissions_waiting(self) -> Metric:
        told = "Outgoing events that wait to be taken by the brand's system."
        family = GaugeMetricFamily("convivio_emissions_waiting", told, labels=("brand",))
        for one in self.emissions:
            family.add_metric((one.brand,), one.pending)
        return family

    def _emissions_open(self) -> Metric:
        told = "1 where outgoing events are sent, 0 where that is paused or closed."
        family = GaugeMetricFamily("convivio_emissions_open", told, labels=("brand",))
        for one in self.emissions:
            family.add_metric((one.brand,), int(one.state == "open"))
        return family

    def _calls(self) -> Metric:
        labels, told = ("brand", "outcome"), "Tries of calls to the outside that ended."
        family = CounterMetricFamily("convivio_calls", told, labels=labels)
        for one in self._site.engine.figures().calls:
            for outcome, count in one.tries.items():
                family.add_metric((one.brand, outcome), count)
        return family

    def _calls_under_way(self) -> Metric:
        told = "Calls to the outside that are under way."
        family = GaugeMetricFamily("convivio_calls_under_way", told, labels=("brand",))
        for one in self._site.engine.figures().calls:
            family.add_metric((one.brand,), one.under_way)
        return family

    def _unpublished(self) -> Metric:
        told = "Faults that keep the changed files of a brand from being published."
        family = GaugeMetricFamily("convivio_unpublished_faults", told, labels=("brand",))
        for brand in self._site.brands:
            family.add_metric((brand,), self._site.unpublished.get(brand, 0))
        return family


class Metrics:
    """The numbers of one server, in a registry of their own.

    Args:
        site: what is served.
    """

    def __init__(self, site: Site) -> None:
        self._registry = CollectorRegistry()
        self._collector = _EngineCollector(site)
        self._registry.register(self._collector)
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "convivio_requests",
            "Requests answered.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._counters: dict[tuple[str, str, int], Counter] = {}
        self._handed_over = Counter(
            "convivio_handed_over",
            "Messages that waiting requests took with them.",
            ("brand", "channel"),
            registry=self._registry,
        )

    def request_done(self, route: str, method: str, status: int) -> None:
        """Count an answered request."""
        counter = self._counters.get((route, method, status))
        if counter is None:
            counter = self._requests.labels(route, method, str(status))
            self._counters[route, method, status] = counter
        counter.inc()

    def handed_over(self, brand: str, channel: str, messages: int) -> None:
        """Count messages that a waiting request took with it, instead of their delivery."""
        self._handed_over.labels(brand, channel).inc(messages)

    def exposition(self, emissions: Sequence[EmissionFigures]) -> bytes:
        """Return all numbers in Prometheus' text format.

        Args:
            emissions: how outgoing events fare now.
        """
        self._collector.emissions = emissions
        return generate_latest(self._registry)


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
    emissions = await _emissions(request.app[SITE])
    body = request.app[METRICS].exposition(emissions)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _emissions(site: Site) -> Sequence[EmissionFigures]:
    """Return how outgoing events fare, nothing where the store does not say."""
    if site.emitting is not None:
        with suppress(StoreUnavailable, TimeoutError):
            async with asyncio.timeout(_STORE_SECONDS):
                return await site.emitting.figures()
    return ()
