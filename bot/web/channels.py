"""`POST /channels/{brand}/{channel}/messages`: a message from any other system."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct

from bot.channels.body import BodyFault, Malformed
from bot.channels.contract import ChannelSettings, Receipt, SignatureHeaders
from bot.channels.delivery import write_turn
from bot.channels.doors import RequestDoor
from bot.channels.files import locate_in
from bot.core.events import Incoming
from bot.web.limits import Rate
from bot.web.metrics import METRICS
from bot.web.problems import problem
from bot.web.requests import (
    MESSAGES,
    forged,
    id_faults,
    is_busy,
    json_answer,
    read_body,
    received,
    signature_headers,
    too_many,
    wait_of,
)
from bot.web.site import SITE, Answer, Site
from bot.web.stopping import STOPPING, before_stop

_FULL_SECONDS = 1
"""What a sender waits while the backlog is full."""


class _Door(Struct, frozen=True):
    settings: ChannelSettings
    channel: RequestDoor
    rate: Rate


Doors = Mapping[tuple[str, str], _Door]
DOORS = web.AppKey("doors", Doors)


def request_doors(site: Site) -> Doors:
    """Return the open channels that take requests, by brand and name.

    Unknown ones, those left off and those of other platforms are all missing alike.
    """
    return {
        key: _Door(channel.settings, door, site.limits.of_channel(channel.settings))
        for key, channel in site.channels.items()
        if isinstance(door := channel.door, RequestDoor)
    }


class _Order(Struct, frozen=True):
    """A request that is in order: what it tells, and how long its sender waits for the replies."""

    incoming: Incoming
    wait: float


async def post_message(request: web.Request) -> web.StreamResponse:
    """Take a message in; answer once it is durable, or with the replies where they are awaited."""
    body = await read_body(request)
    key = (request.match_info["brand"], request.match_info["channel"])
    door = request.app[DOORS].get(key)
    if door is None:
        return problem(HTTPStatus.NOT_FOUND)
    headers = signature_headers(request)
    if not door.channel.verify(headers, body, request.app[SITE].clock()):
        return forged(request)
    too_fast = request.app[MESSAGES].wait_of("/".join(key), door.rate)
    if too_fast and is_busy(request.app[SITE], door.settings.brand):
        return too_many(too_fast)
    order = _read(request, door.channel, headers, body)
    if isinstance(order, Malformed):
        return problem(order.status, "The request is malformed.", order.faults)
    return await _take_in(request, door.settings, order)


def _read(
    request: web.Request, door: RequestDoor, headers: SignatureHeaders, body: bytes
) -> _Order | Malformed:
    faults = id_faults(headers)
    wait = wait_of(request)
    if isinstance(wait, BodyFault):
        faults.append(wait)
        wait = 0.0
    incoming = door.decode(headers.id, body)
    if isinstance(incoming, Malformed):
        return Malformed(incoming.status, (*faults, *incoming.faults))
    if faults:
        return Malformed(422, tuple(faults))
    return _Order(incoming, wait)


async def _take_in(
    request: web.Request, settings: ChannelSettings, order: _Order
) -> web.StreamResponse:
    site = request.app[SITE]
    (receipt,) = await site.engine.take_in(settings, (order.incoming,), hold_replies=order.wait)
    if receipt.taken == "full":
        return too_many(_FULL_SECONDS)
    if not order.wait:
        return received(duplicate=receipt.taken == "duplicate")
    return await _with_replies(request, settings, receipt, order.wait)


async def _with_replies(
    request: web.Request, settings: ChannelSettings, receipt: Receipt, wait: float
) -> web.StreamResponse:
    is_repeat = receipt.taken == "duplicate"
    awaited = request.app[SITE].engine.replies(settings.brand, receipt.event, wait)
    answer = await before_stop(request.app[STOPPING], awaited)
    if answer is not None and not (answer.are_ours or is_repeat):
        await answer.settle(False)
        answer = None
    if answer is None:
        return received(duplicate=is_repeat)
    locate = locate_in(settings.files)
    body = write_turn(answer.to, answer.space, answer.parts, locate, duplicate=is_repeat)
    response = json_answer(HTTPStatus.OK, body)
    if await _hand_over(request, response, answer):
        request.app[METRICS].handed_over(settings.brand, settings.name, len(answer.parts))
    return response


async def _hand_over(request: web.Request, response: web.Response, answer: Answer) -> bool:
    """Write the replies out here, to know whether they left: if not, the channel delivers them."""
    handed = False
    try:
        if request.transport is not None and not request.transport.is_closing():
            await response.prepare(request)
            await response.write_eof()
            handed = request.transport is not None
    except ConnectionError:
        handed = False
    finally:
        await asyncio.shield(asyncio.ensure_future(answer.settle(handed)))
    return handed
