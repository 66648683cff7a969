"""What `convivio doctor` is told by others: platforms, receivers, and whoever calls us."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.brand.brand import Brand
from bot.channels.probing import Probe, Probing
from bot.channels.registry import channels_of, make_adapter
from bot.cli.diagnosis import Finding
from bot.cli.reaching import Answered, Silent, host_of, is_here, open_session, reach
from bot.settings import Settings

if TYPE_CHECKING:
    from aiohttp import ClientSession

_PROBE_SECONDS = 20.0
"""Longer than any request of an adapter may take."""

_APART = timedelta(seconds=5)
"""Clocks that differ so much: signatures are refused from five minutes on."""

Probes = Callable[[], Awaitable[Sequence[Probe]]]


class _Inquiry(Struct, frozen=True):
    """Somebody to ask. `probe` asks them for more; `is_us` where that should be ourselves."""

    about: str
    address: str
    probe: Probes | None = None
    is_us: bool = False


def ask_others(brand: Brand, settings: Settings, *, online: bool) -> list[Finding]:
    """Ask everybody on whom a brand depends; nothing is changed there.

    Args:
        brand: whose channels and systems are asked.
        settings: where the outside reaches us.
        online: whether anything may leave this machine; otherwise only who is on it is asked.
    """
    inquiries = [*_platforms(brand, settings), *_systems(brand, settings)]
    asked = [one for one in inquiries if online or is_here(one.address)]
    found = asyncio.run(_ask(asked)) if asked else []
    left = sorted({host_of(one.address) for one in inquiries if one not in asked})
    if left:
        words = f"{', '.join(left)} not asked: nothing leaves this machine without --online"
        found.append(Finding("others", "left off", words))
    return found


def _platforms(brand: Brand, here: Settings) -> Iterator[_Inquiry]:
    for settings in channels_of(brand, public_url=here.public_url):
        if settings.left_off is not None:
            continue
        adapter = make_adapter(settings.adapter)
        if adapter.faults(settings) or not isinstance(adapter, Probing):
            continue
        address = adapter.asks(settings)
        if address is not None:
            yield _Inquiry(f"channel {settings.name}", address, partial(adapter.probe, settings))


def _systems(brand: Brand, settings: Settings) -> Iterator[_Inquiry]:
    if brand.events_to is not None:
        yield _Inquiry("events out", str(brand.events_to["url"]))
    if settings.public_url is not None:
        yield _Inquiry("public address", f"{settings.public_url}/health/live", is_us=True)


async def _ask(inquiries: Sequence[_Inquiry]) -> list[Finding]:
    async with open_session() as session:
        answers = await asyncio.gather(*(_reach(session, one) for one in inquiries))
        asked = list(zip(inquiries, answers, strict=True))
        told = await asyncio.gather(*(_told(one, answer) for one, answer in asked))
    return [*(finding for findings in told for finding in findings), *_clocks(asked)]


async def _reach(session: "ClientSession", inquiry: _Inquiry) -> Answered | Silent:
    return await reach(session, inquiry.address, "GET" if inquiry.is_us else "HEAD")


async def _told(inquiry: _Inquiry, answer: Answered | Silent) -> list[Finding]:
    about, host = inquiry.about, host_of(inquiry.address)
    if isinstance(answer, Silent):
        words = f"{host} cannot be reached: {answer.why}"
        if inquiry.is_us:
            words += ". That is right where nothing runs; else look at the proxy before it."
        return [Finding(about, "trouble", words)]
    if inquiry.is_us:
        return [_as_ourselves(host, answer)]
    probes = () if inquiry.probe is None else await _probed(inquiry.probe)
    return [Finding(about, one.state, one.words) for one in probes] or [
        _as_receiver(about, host, answer)
    ]


async def _probed(probe: Probes) -> Sequence[Probe]:
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return [Probe("trouble", f"no answer within {_PROBE_SECONDS:.0f} s")]


def _as_ourselves(host: str, answer: Answered) -> Finding:
    if answer.status == HTTPStatus.OK:
        return Finding("public address", "fine", f"{host} leads to a process that runs")
    words = (
        f"{host} answers HTTP {answer.status} where a running brand answers 200: see that "
        "CONVIVIO_PUBLIC_URL and the proxy before it lead to its port"
    )
    return Finding("public address", "trouble", words)


def _as_receiver(about: str, host: str, answer: Answered) -> Finding:
    said = f"{host} answers HEAD with HTTP {answer.status}"
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Finding(about, "trouble", f"{said}: it fails, look at that system")
    return Finding(about, "fine", f"{said}: whether it takes messages, only a message shows")


def _clocks(asked: Iterable[tuple[_Inquiry, Answered | Silent]]) -> Iterator[Finding]:
    """Tell whether it is as late here as elsewhere."""
    there = {
        host_of(one.address): answer.ahead
        for one, answer in asked
        if isinstance(answer, Answered) and answer.ahead is not None
    }
    apart = {host: ahead for host, ahead in there.items() if abs(ahead) > _APART}
    for host, ahead in apart.items():
        seconds, side = abs(ahead.total_seconds()), "ahead of" if ahead > timedelta() else "behind"
        words = f"that of {host} is {seconds:.0f} s {side} this machine's: let it keep time by NTP"
        yield Finding("clock", "trouble", words)
    if there and not apart:
        yield Finding("clock", "fine", f"the same here and at {', '.join(sorted(there))}")
