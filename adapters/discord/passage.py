"""How far a request has come: what tells a message that was never sent from one that may be.

The library sleeps, repeats and gives up inside one call; this watches from the connection itself.
"""

from types import SimpleNamespace

import aiohttp
from msgspec import Struct


class Passage(Struct):
    """One request on its way.

    `sent` says that its latest try may have reached Discord and has no answer yet. `status` is
    that of the latest answer, `everywhere` says that it spoke of the whole bot's rate limit.
    """

    sent: bool = False
    status: int | None = None
    everywhere: bool = False


def watching() -> aiohttp.TraceConfig:
    """Return what keeps the passages of a session's requests up to date.

    A request is watched when it is made with `trace_request_ctx=passage`.
    """
    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(_leaves)
    trace.on_request_end.append(_answered)
    return trace


async def _leaves(
    session: aiohttp.ClientSession,  # noqa: ARG001 - aiohttp's signature
    context: SimpleNamespace,
    params: aiohttp.TraceRequestHeadersSentParams,  # noqa: ARG001
) -> None:
    passage = context.trace_request_ctx
    if isinstance(passage, Passage):
        passage.sent = True
        passage.status = None


async def _answered(
    session: aiohttp.ClientSession,  # noqa: ARG001 - aiohttp's signature
    context: SimpleNamespace,
    params: aiohttp.TraceRequestEndParams,
) -> None:
    passage = context.trace_request_ctx
    if isinstance(passage, Passage):
        headers = params.response.headers
        passage.sent = False
        passage.status = params.response.status
        passage.everywhere = (
            "X-RateLimit-Global" in headers or headers.get("X-RateLimit-Scope") == "global"
        )
