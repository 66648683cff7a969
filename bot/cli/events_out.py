"""What `convivio doctor` says of events that go out: where to, and what was given up."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from urllib.parse import urlsplit

from bot.brand.brand import Brand
from bot.cli.diagnosis import Finding, by_kind, written
from bot.store.emissions import DeadEmission

_ABOUT = "events out"


def events_out(brand: Brand) -> Iterator[Finding]:
    """Tell where outgoing events go, by host alone: an address may hold a secret."""
    if brand.events_to is None:
        return
    try:
        host = urlsplit(str(brand.events_to["url"])).hostname
    except ValueError:
        host = None
    if host:
        yield Finding(_ABOUT, "fine", f"go to {host}, signed")
    else:
        yield Finding(_ABOUT, "broken", "events_to: the url is no web address")


def events_given_up(dead: Sequence[DeadEmission]) -> Iterator[Finding]:
    """Tell of each event and reason how many were never taken, and which was the last."""
    for (name, reason), alike in by_kind(dead, attrgetter("name", "reason")):
        last = alike[-1]
        at = written(last.at)
        words = f"{len(alike)} {name} given up ({reason}), the last at {at}: event {last.id}"
        yield Finding(_ABOUT, "trouble", words)
