"""Numbers as Prometheus reads them."""

from collections.abc import Callable, Iterator, Mapping
from math import inf

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
from bot.web.measures import MEASURES, Kind, Measure, Scrape

CONTENT_TYPE = CONTENT_TYPE_LATEST
Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


def exposed(scrape: Scrape) -> bytes:
    """Return all numbers of one moment, and those of the process, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_At(scrape))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


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
