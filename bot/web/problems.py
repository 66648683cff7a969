"""Every refusal and failure as a problem document (RFC 9457), with nothing of the inside in it."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus

import msgspec
from aiohttp import web
from msgspec import UNSET, Struct, UnsetType

from bot.channels.body import BodyFault
from bot.core.error_place import error_place
from bot.store.errors import StoreUnavailable

CONTENT_TYPE = "application/problem+json"
_DETAIL_BY_STATUS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here; the request may be repeated.",
}
_NO_STORE = "The database cannot take this now; nothing was done. Send it again."
_STORE_SECONDS = 1
_log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Problem(Struct, frozen=True):
    """The document: `errors` lists what is wrong with the body, field by field."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    errors: tuple[BodyFault, ...] | UnsetType = UNSET


def problem(
    status: int,
    detail: str | None = None,
    errors: Sequence[BodyFault] = (),
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Return the answer that refuses a request.

    Args:
        status: the HTTP status.
        detail: one sentence for the sender's developer; the status' own where None.
        errors: the fields at fault.
        headers: added to the answer, such as `Retry-After`.
    """
    known = HTTPStatus(status)
    told = detail or _DETAIL_BY_STATUS.get(known, known.description or known.phrase)
    document = Problem(known.phrase, status, told, errors=tuple(errors) or UNSET)
    return web.Response(
        status=status,
        body=msgspec.json.encode(document),
        content_type=CONTENT_TYPE,
        headers=headers,
    )


@web.middleware
async def problems_for_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever a handler or the router refuses or fails at with a problem document."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        allow = error.headers.get("Allow")
        return problem(error.status, headers={"Allow": allow} if allow else None)
    except ConnectionError:
        raise  # the client is gone: there is nobody to answer
    except StoreUnavailable:
        return problem(503, _NO_STORE, headers={"Retry-After": str(_STORE_SECONDS)})
    except Exception as error:  # noqa: BLE001 - the last line of defence: never a traceback outside
        _log.error("request failed path=%s error=%s", _template(request), error_place(error))
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical
