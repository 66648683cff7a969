"""`/health/live` and `/health/ready`: for whoever starts, watches and restarts us."""

import asyncio
import math
from collections.abc import Iterator, Sequence
from http import HTTPStatus

import msgspec
from aiohttp import web
from msgspec import Struct

from bot.brand.wording import counted
from bot.engine.figures import ChannelFigures
from bot.web.problems import problem
from bot.web.site import SITE, OpenChannel, Site
from bot.web.stopping import STOPPING

_STORE_SECONDS = 2.0

LATE_SECONDS = 0.5
"""An event loop that is so late keeps people waiting."""

_HINDERED = frozenset({"paused", "closed", "hindered"})
"""States in which a channel does not do all that it should."""


class _Channel(Struct, frozen=True, omit_defaults=True):
    brand: str
    channel: str
    adapter: str
    state: str
    reason: str | None = None


class _Brand(Struct, frozen=True, omit_defaults=True):
    brand: str
    state: str
    reason: str | None = None


class _Store(Struct, frozen=True):
    busy_seconds: float = 0.0
    unavailable_seconds: float = 0.0


class _Loop(Struct, frozen=True):
    late_seconds: float = 0.0


class _Ready(Struct, frozen=True):
    channels: list[_Channel]
    brands: list[_Brand]
    store: _Store
    loop: _Loop
    hindered: list[str]
    status: str = "ready"


async def live(request: web.Request) -> web.Response:
    """Answer that the process goes on: that a restart would mend nothing.

    A loop that is stuck answers nobody; whoever asks takes no answer for a no.
    """
    lookout = request.app[SITE].lookout
    stuck = [] if lookout is None else lookout.stuck()
    if stuck:
        told = " ".join(f"The {what} has not gone on for {late:.0f} s." for what, late in stuck)
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, told)
    return web.json_response({"status": "live"})


async def ready(request: web.Request) -> web.Response:
    """Answer whether messages are taken in now; channels that do not run do not change it."""
    site = request.app[SITE]
    if request.app[STOPPING].is_set():
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The server is stopping.")
    if not await _is_store_reachable(site):
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be reached.")
    channels, brands, loop = _channels(site), _brands(site), _loop(site)
    hindered = [*_hindered(channels, brands), *_late(loop)]
    body = msgspec.json.encode(_Ready(channels, brands, _store(site), loop, hindered))
    return web.Response(body=body, content_type="application/json")


def _hindered(channels: Sequence[_Channel], brands: Sequence[_Brand]) -> Iterator[str]:
    """Say in a sentence each what is not as it should be."""
    for one in channels:
        if one.state in _HINDERED:
            yield f"{one.brand}, channel {one.channel}: {one.reason or one.state}"
    for brand in brands:
        if brand.reason is not None:
            yield f"{brand.brand}: {brand.reason}"


def _late(loop: _Loop) -> Iterator[str]:
    if loop.late_seconds > LATE_SECONDS:
        yield f"everything is {loop.late_seconds:.1f} s late: the machine has too much to do"


def _store(site: Site) -> _Store:
    commits = site.engine.figures().commits
    if commits is None:
        return _Store()
    return _Store(round(commits.busy, 3), round(commits.unavailable, 1))


def _loop(site: Site) -> _Loop:
    if site.lookout is None:
        return _Loop()
    return _Loop(round(site.lookout.pulse.figures().latest, 3))


async def _is_store_reachable(site: Site) -> bool:
    try:
        async with asyncio.timeout(_STORE_SECONDS):
            return await site.engine.is_reachable()
    except TimeoutError:
        return False


def _channels(site: Site) -> list[_Channel]:
    figures = {(one.brand, one.channel): one for one in site.engine.figures().channels}
    return [_channel(channel, figures.get(key)) for key, channel in site.channels.items()]


def _brands(site: Site) -> list[_Brand]:
    return [_brand(brand, site.unpublished.get(brand, 0)) for brand in site.brands]


def _brand(brand: str, faults: int) -> _Brand:
    """Say whether what people get is what the files say."""
    if not faults:
        return _Brand(brand, "published")
    reason = f"files changed but not published: {counted(faults, 'fault')}"
    return _Brand(brand, "outdated", reason)


def _channel(channel: OpenChannel, figures: ChannelFigures | None) -> _Channel:
    settings, hindrance = channel.settings, channel.hindrance()
    way_out = "open" if figures is None else figures.state
    state: str = way_out
    if channel.adapter is None:
        state = "left off"
    elif channel.is_elsewhere():
        state = "elsewhere"
        hindrance = "another process sends on it"
    elif hindrance is not None and way_out == "open":
        state = "hindered"
    reason = settings.left_off or _pause(figures) or hindrance
    return _Channel(settings.brand, settings.name, settings.adapter, state, reason)


def _pause(figures: ChannelFigures | None) -> str | None:
    """Say what holds a channel's messages back, and for how long."""
    if figures is None or figures.why is None:
        return None
    when = f"in {math.ceil(figures.waits)} s" if figures.waits else "now"
    return f"{figures.why}; messages wait, and are tried again {when}"
