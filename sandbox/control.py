"""How the control API of a stand-in takes orders and answers them."""

import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from aiohttp import web


class ImpossibleError(Exception):
    """What was ordered cannot be done by a person: the words say why."""


_Order = TypeVar("_Order")
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def order(path: str, kind: type[_Order], do: Callable[[_Order], object]) -> web.RouteDef:
    """Return the route of an order.

    Args:
        path: below `/control`.
        kind: what the body is read as.
        do: does it, and returns the answer or what gives it: None for 204.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        return await _answer(lambda: do(msgspec.json.decode(body, type=kind)))

    return web.post(f"/control/{path}", handle)


def look(path: str, do: Callable[[web.Request], object]) -> web.RouteDef:
    """Return the route of a question."""
    return web.get(f"/control/{path}", _handler(do))


def clear(path: str, do: Callable[[], None]) -> web.RouteDef:
    """Return the route that empties something."""
    return web.delete(f"/control/{path}", _handler(lambda _: do()))


def _handler(do: Callable[[web.Request], object]) -> _Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await _answer(lambda: do(request))

    return handle


async def _answer(do: Callable[[], object]) -> web.Response:
    try:
        done = do()
        if inspect.isawaitable(done):
            done = await done
    except (ImpossibleError, msgspec.DecodeError) as refused:
        return _json({"error": str(refused)}, 400)
    return web.Response(status=204) if done is None else _json(done, 200)


def _json(body: object, status: int) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/json"
    )
