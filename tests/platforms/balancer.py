"""What stands before several processes of the product: each call goes to one that answers."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

CALL_SECONDS = 5.0
"""How long a process has to answer: one that stands still takes the call, and never does."""


class Balancer:
    """Passes calls on.

    Args:
        session: makes them.
        behind: returns the addresses of the processes, the one to be tried first in front.
    """

    def __init__(self, session: aiohttp.ClientSession, behind: Callable[[], Sequence[str]]) -> None:
        self._session = session
        self._behind = behind
        self.answered: list[tuple[str, int]] = []
        """Who has answered, and with which status."""

    async def pass_on(self, request: web.Request) -> web.Response:
        """Answer as the first process does that can be reached; 502 where none can."""
        body = await request.read()
        timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
        for address in self._behind():
            try:
                async with self._session.post(
                    address + request.path, data=body, headers=request.headers, timeout=timeout
                ) as answer:
                    self.answered.append((address, answer.status))
                    kept = {"Retry-After", "Content-Type"} & set(answer.headers)
                    headers = {name: answer.headers[name] for name in kept}
                    return web.Response(
                        status=answer.status, body=await answer.read(), headers=headers
                    )
            except (aiohttp.ClientError, TimeoutError):
                continue
        return web.Response(status=502)


@asynccontextmanager
async def balancing(behind: Callable[[], Sequence[str]]) -> AsyncIterator[tuple[Balancer, str]]:
    """Serve a balancer, and tell where it is.

    Args:
        behind: returns the addresses of the processes, the one to be tried first in front.
    """
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        balancer, app = Balancer(session, behind), web.Application()
        app.router.add_post("/{path:.+}", balancer.pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield balancer, f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
