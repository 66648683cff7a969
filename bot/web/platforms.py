"""`/platforms/{brand}/{channel}`: what platforms themselves call; the adapter answers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal, assert_never

from aiohttp import web
from msgspec import Struct

from bot.channels.contract import ChannelSettings
from bot.channels.doors import MOST_CALL_BYTES, Answered, Declined, PlatformCall, PlatformDoor
from bot.web.limits import Rate
from bot.web.problems import problem
from bot.web.requests import MESSAGES, forged, is_busy, read_body, too_many
from bot.web.site import SITE, Site

_AGAIN_SECONDS = 1
"""When a platform should tell us again what we could not take."""


class _Door(Struct, frozen=True):
    settings: ChannelSettings
    channel: PlatformDoor
    rate: Rate


PlatformDoors = Mapping[tuple[str, str], _Door]
PLATFORM_DOORS = web.AppKey("platform_doors", PlatformDoors)


def platform_doors(site: Site) -> PlatformDoors:
    """Return the channels whose platforms call us, by brand and name."""
    return {
        key: _Door(channel.settings, door, site.limits.of_channel(channel.settings))
        for key, channel in site.channels.items()
        if isinstance(door := channel.door, PlatformDoor) and door.is_called(channel.settings)
    }


async def get_platform(request: web.Request) -> web.Response:
    """Answer a question of a platform, such as whether this address is ours."""
    return await _answer(request, "GET")


async def post_platform(request: web.Request) -> web.Response:
    """Take in what a platform tells."""
    return await _answer(request, "POST")


async def _answer(request: web.Request, method: Literal["GET", "POST"]) -> web.Response:
    body = await read_body(request, MOST_CALL_BYTES)
    key = (request.match_info["brand"], request.match_info["channel"])
    door = request.app[PLATFORM_DOORS].get(key)
    if door is None:
        return problem(HTTPStatus.NOT_FOUND)
    site = request.app[SITE]
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = PlatformCall(method, request.query, headers, body, site.clock())
    if not door.channel.is_genuine(door.settings, call):
        return forged(request)
    too_fast = request.app[MESSAGES].wait_of(f"/platforms/{'/'.join(key)}", door.rate)
    if too_fast and is_busy(site, door.settings.brand):
        return too_many(too_fast)
    return _response(await door.channel.answer(call))


def _response(answer: Answered | Declined) -> web.Response:
    match answer:
        case Answered():
            return web.Response(body=answer.body, content_type=answer.media_type)
        case Declined(status=HTTPStatus.BAD_REQUEST):
            return problem(answer.status, answer.reason)
        case Declined():
            again = {"Retry-After": str(_AGAIN_SECONDS)}
            return problem(answer.status, answer.reason, headers=again)
        case _:
            assert_never(answer)
