"""aiohttp's server with two manners changed: its errors are problems, its logs hold no trace."""

import asyncio
import logging

from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from bot.web.problems import problem

_log = logging.getLogger(__name__)


class _Connection(RequestHandler):
    """One connection; what aiohttp cannot read at all is answered here, before any application."""

    __slots__ = ()

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes what was sent
    ) -> web.StreamResponse:
        """Answer a request that is not HTTP, saying no more than its status does."""
        _log.info("unreadable request status=%d error=%s", status, type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer is already on its way")
        response = problem(status)
        response.force_close()
        return response

    def log_exception(self, *_arguments: object, **_named: object) -> None:
        """Log that a connection broke, without its trace."""
        _log.warning("connection failed")


class _Listener(web.Server):
    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Runs an application.

    Args:
        app: the application.
        stop_seconds: how long requests may go on after the stop, before they are cancelled.
    """

    def __init__(self, app: web.Application, stop_seconds: float) -> None:
        # Compressed bodies stay as they are: nothing is unpacked before it is verified.
        super().__init__(app, access_log=None, shutdown_timeout=stop_seconds, auto_decompress=False)

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Listener(
            made.request_handler,
            request_factory=made.request_factory,
            loop=asyncio.get_running_loop(),
            **made._kwargs,  # noqa: SLF001 - aiohttp offers no other way to its connections
        )
