"""Answers as they go over the wire."""

from typing import Literal

import msgspec
from aiohttp import web
from msgspec import Struct

from sandbox.faults import Answer
from sandbox.telegram.calls import Told
from sandbox.telegram.refusals import RefusedError, ResponseParameters


class _Done(Struct, frozen=True, omit_defaults=True):
    ok: Literal[True]
    result: object
    description: str | None = None


class _Failed(Struct, frozen=True, omit_defaults=True):
    ok: Literal[False]
    error_code: int
    description: str
    parameters: ResponseParameters | None = None


def done(result: object) -> web.Response:
    """Return the answer with a result."""
    if isinstance(result, Told):
        return _json(200, _Done(ok=True, result=result.result, description=result.description))
    return _json(200, _Done(ok=True, result=result))


def refused(refusal: RefusedError) -> web.Response:
    """Return the answer of a refusal, under the HTTP status of its code."""
    failed = _Failed(
        ok=False,
        error_code=refusal.code,
        description=refusal.description,
        parameters=refusal.parameters,
    )
    return _json(refusal.code, failed)


def ordered(fault: Answer) -> web.Response:
    """Return the answer that somebody ordered."""
    body = msgspec.json.encode(fault.body) if fault.text is None else fault.text.encode()
    headers = {"Content-Type": "application/json", **fault.headers}
    return web.Response(status=fault.status, body=body, headers=headers)


def _json(status: int, body: Struct) -> web.Response:
    content = msgspec.json.encode(body)
    return web.Response(status=status, body=content, content_type="application/json")
