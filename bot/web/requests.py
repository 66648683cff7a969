"""What every signed request has in common: its body, its headers, its limits and its answers."""

import asyncio
import re
from http import HTTPStatus

import aiohttp
from aiohttp import http_exceptions, web

from bot.channels.body import MAX_BODY_BYTES, MAX_ID_CHARACTERS, BodyFault
from bot.channels.contract import SignatureHeaders
from bot.core.ids import BrandId
from bot.core.lazy_pattern import lazy_pattern
from bot.web.limits import Buckets
from bot.web.problems import problem
from bot.web.site import Site

MAX_WAIT_SECONDS = 30.0
BODY_SECONDS = 30.0
"""How long a body may take to arrive: a sender that stalls gives its connection back."""

FORGERIES = web.AppKey("forgeries", Buckets)
MESSAGES = web.AppKey("messages", Buckets)

_TAKEN = b'{"duplicate":false}'
_DUPLICATE = b'{"duplicate":true}'
_NUMBER = lazy_pattern(r"[0-9]+(\.[0-9]+)?", re.ASCII)


async def read_body(request: web.Request, most: int = MAX_BODY_BYTES) -> bytes:
    """Return the body as it came.

    Args:
        request: whose.
        most: bytes that it may have.

    Raises:
        aiohttp.web.HTTPRequestEntityTooLarge: it has more.
        aiohttp.web.HTTPRequestTimeout: it did not arrive in time.
        aiohttp.web.HTTPBadRequest: it is broken.
    """
    if (request.content_length or 0) > most:
        raise web.HTTPRequestEntityTooLarge(most)
    if request.content_length is not None and request.content.is_eof():
        return request.content.read_nowait()  # all of it is here: nothing to watch the clock for
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (aiohttp.ClientPayloadError, http_exceptions.HttpProcessingError, ValueError):
        raise web.HTTPBadRequest from None
    if len(body) > most:
        raise web.HTTPRequestEntityTooLarge(most)
    return body


def signature_headers(request: web.Request) -> SignatureHeaders:
    """Return the three headers of Standard Webhooks, empty where absent."""
    headers = request.headers
    return SignatureHeaders(
        id=headers.get("webhook-id", ""),
        timestamp=headers.get("webhook-timestamp", ""),
        signature=headers.get("webhook-signature", ""),
    )


def forged(request: web.Request) -> web.Response:
    """Return the answer to a request that is not genuine: 401, or 429 where there are many."""
    wait = request.app[FORGERIES].wait_of(request.remote or "")
    if wait:
        return too_many(wait)
    return problem(401, "The signature is missing, wrong, or more than five minutes old or ahead.")


def too_many(wait: int) -> web.Response:
    """Return 429, with the whole seconds to wait."""
    return problem(429, "Too many requests for now.", headers={"Retry-After": str(wait)})


def id_faults(headers: SignatureHeaders) -> list[BodyFault]:
    """Return what is wrong with the `webhook-id` of a genuine request."""
    if len(headers.id) <= MAX_ID_CHARACTERS and headers.id.isprintable():
        return []
    told = f"Must have at most {MAX_ID_CHARACTERS} characters, printable ones only."
    return [BodyFault("webhook-id", told)]


def wait_of(request: web.Request) -> float | BodyFault:
    """Return the seconds that `?wait=` asks for, at most 30; 0 where it is absent."""
    asked = request.query.get("wait")
    if asked is None:
        return 0.0
    if _NUMBER.fullmatch(asked) is None:
        return BodyFault("wait", "Must be a number of seconds, zero or more.")
    return min(float(asked), MAX_WAIT_SECONDS)


def is_busy(site: Site, brand: BrandId) -> bool:
    """Say whether so much waits that a sender above its rate has to be slowed."""
    waiting = (one.waiting for one in site.engine.figures().brands if one.brand == brand)
    return sum(waiting) >= site.limits.busy


def received(*, duplicate: bool) -> web.Response:
    """Return the answer to what is durable now: 200 where it was so before."""
    if duplicate:
        return json_answer(HTTPStatus.OK, _DUPLICATE)
    return json_answer(HTTPStatus.ACCEPTED, _TAKEN)


def json_answer(status: int, body: bytes) -> web.Response:
    """Return an answer whose body is JSON already."""
    return web.Response(status=status, body=body, content_type="application/json")
