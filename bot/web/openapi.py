"""`/api/v1/openapi.json`: our HTTP, described for developers and their tools."""

import msgspec
from aiohttp import web

from bot.channels.body import MAX_BODY_BYTES, MAX_ID_CHARACTERS, MAX_TEXT_CHARACTERS
from bot.channels.signature import TOLERANCE_SECONDS
from bot.web.limits import Limits
from bot.web.openapi_schemas import ID, Json, ref, schemas
from bot.web.requests import MAX_WAIT_SECONDS
from bot.web.site import SITE
from bot.web.version import program_version


def describe_api(limits: Limits) -> Json:
    """Return the OpenAPI document.

    Args:
        limits: what the server keeps to, which the document states.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Convivio",
            "version": program_version(),
            "description": _about(limits),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/channels/{brand}/{channel}/messages": {"post": _messages()},
            "/events/{brand}/{event}": {"post": _events()},
            "/platforms/{brand}/{channel}": {"get": _asked(), "post": _called()},
            "/chat/{brand}": {"get": _chat()},
            "/widget.js": {"get": _plain("widget", "The script that puts the chat on any site.")},
            "/media/{brand}/{path}": {"get": _media()},
            "/files/{brand}/{upload}": {"get": _sent(), "put": _receive()},
            "/health/live": {"get": _live()},
            "/health/ready": {"get": _ready()},
            "/metrics": {"get": _plain("metrics", "Numbers in Prometheus' text format.")},
            "/api/v1/openapi.json": {"get": _plain("openapi", "This document.")},
        },
        "webhooks": {"emission": {"post": _emission()}},
        "components": {
            "schemas": schemas(),
            "parameters": _parameters(),
            "responses": _responses(),
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "webhook-signature",
                    "description": "Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.",
                }
            },
        },
    }


async def openapi(request: web.Request) -> web.Response:
    """Answer with the document."""
    document = msgspec.json.encode(describe_api(request.app[SITE].limits))
    return web.Response(body=document, content_type="application/json")


def _about(limits: Limits) -> str:
    return (
        "Requests are signed by Standard Webhooks and may be repeated under the same webhook-id, "
        "which is remembered for at least 7 days: a repeat does nothing. "
        f"Timestamps may be {TOLERANCE_SECONDS} s old or ahead. "
        f"A body has at most {MAX_BODY_BYTES} bytes, an id {MAX_ID_CHARACTERS} characters, "
        f"a text {MAX_TEXT_CHARACTERS} characters. "
        f"Each channel takes {limits.messages.per_second:g} requests a second, "
        f"and {limits.messages.burst} at once after a pause, unless its options rate and burst say "
        "otherwise; a faster sender is slowed by 429 while many events wait. "
        "Every refusal is a problem document (RFC 9457)."
    )


def _messages() -> Json:
    accepted = "Taken in; also where ?wait is over before the turn has ended."
    return _signed(
        "postMessage",
        "A message from any system into a webhook channel",
        "Message",
        {
            "200": _answer("The replies of the turn, or a repeat.", "Answer"),
            "202": _answer(accepted, "Receipt"),
        },
        ["brand", "channel", "wait"],
    )


def _events() -> Json:
    return _signed(
        "postEvent",
        "Something happened elsewhere",
        "Event",
        {
            "200": _answer("A repeat.", "Receipt"),
            "202": _answer("Taken in.", "Receipt"),
        },
        ["brand", "event"],
    )


def _called() -> Json:
    return {
        "operationId": "postPlatform",
        "summary": "What platforms themselves call, each signed or shown a secret in its own way",
        "parameters": [ref("parameters", name) for name in ("brand", "channel")],
        "requestBody": {"required": True, "content": {"application/json": {}}},
        "responses": {
            "200": {"description": "Taken in; what the platform wants."},
            **_not_called(),
        },
    }


def _asked() -> Json:
    return {
        "operationId": "getPlatform",
        "summary": "What some platforms ask before they call",
        "parameters": [ref("parameters", name) for name in ("brand", "channel")],
        "responses": {"200": {"description": "The answer that it wants."}, **_not_called()},
    }


def _not_called() -> dict[str, Json]:
    refused = {status: ref("responses", "Problem") for status in _PLATFORM_REFUSALS}
    return {**refused, "429": ref("responses", "TooMany")}


def _emission() -> Json:
    return {
        "operationId": "emission",
        "summary": "What a dialogue emits, posted to `events_to` of brand.yaml, signed likewise",
        "parameters": [ref("parameters", name) for name in _SIGNATURE],
        "requestBody": {"required": True, "content": _json(ref("schemas", "Emission"))},
        "responses": {
            "2XX": {"description": "Taken; anything else is tried again, or set aside."},
        },
    }


def _signed(
    operation: str, summary: str, body: str, good: dict[str, Json], parameters: list[str]
) -> Json:
    refused = {status: ref("responses", "Problem") for status in _REFUSALS}
    too_many: dict[str, Json] = {"429": ref("responses", "TooMany")}
    named = [*parameters, *_SIGNATURE]
    return {
        "operationId": operation,
        "summary": summary,
        "security": [{"signature": []}],
        "parameters": [ref("parameters", name) for name in named],
        "requestBody": {"required": True, "content": _json(ref("schemas", body))},
        "responses": {**good, **refused, **too_many},
    }


_SIGNATURE = ("webhookId", "webhookTimestamp", "webhookSignature")
_REFUSALS = ("400", "401", "404", "413", "422", "500")
_PLATFORM_REFUSALS = ("400", "401", "404", "413", "500", "503")


def _chat() -> Json:
    return {
        "operationId": "chat",
        "summary": "The web chat page; over a WebSocket, its conversation",
        "parameters": [ref("parameters", name) for name in ("brand", "start", "language", "theme")],
        "responses": {
            "200": {"description": "The page.", "content": {"text/html": {}}},
            "101": {"description": "The conversation."},
            "403": ref("responses", "Problem"),
            "404": ref("responses", "Problem"),
            "503": ref("responses", "Problem"),
        },
    }


def _media() -> Json:
    path: Json = {
        "name": "path",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": "Below the brand's folder `media`; it may hold slashes.",
    }
    return {
        "operationId": "media",
        "summary": "A file that the brand shows to people",
        "parameters": [ref("parameters", "brand"), path],
        "responses": {
            "200": {"description": "The file.", "content": {"*/*": {}}},
            "404": ref("responses", "Problem"),
        },
    }


def _sent() -> Json:
    return {
        "operationId": "showFile",
        "summary": "A file that somebody has sent on the page: with a pass, or signed by the brand",
        "parameters": [ref("parameters", name) for name in ("brand", "upload", "key")],
        "responses": {
            "200": {"description": "The file.", "content": {"*/*": {}}},
            "206": {"description": "A range of it.", "content": {"*/*": {}}},
            "401": ref("responses", "Problem"),
            "404": ref("responses", "Problem"),
            "416": ref("responses", "Problem"),
        },
    }


def _receive() -> Json:
    refused = {status: ref("responses", "Problem") for status in ("400", "404", "408", "413")}
    return {
        "operationId": "receiveFile",
        "summary": "A file that the page has announced",
        "parameters": [ref("parameters", name) for name in ("brand", "upload", "key")],
        "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
        "responses": {"204": {"description": "All of it is kept."}, **refused},
    }


def _live() -> Json:
    return {
        "operationId": "live",
        "summary": "Whether the process goes on",
        "responses": {
            "200": {"description": "It does."},
            "503": ref("responses", "Problem"),
        },
    }


def _ready() -> Json:
    return {
        "operationId": "ready",
        "summary": "Whether messages are taken in, with the state of each channel",
        "responses": {
            "200": _answer("Ready.", "Readiness"),
            "503": ref("responses", "Problem"),
        },
    }


def _plain(operation: str, summary: str) -> Json:
    return {
        "operationId": operation,
        "summary": summary,
        "responses": {"200": {"description": summary}},
    }


def _answer(description: str, schema: str) -> Json:
    return {"description": description, "content": _json(ref("schemas", schema))}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _parameters() -> Json:
    wait = f"Answer with the replies of this turn within so many seconds, {MAX_WAIT_SECONDS:g} at "
    return {
        "brand": _path("brand"),
        "channel": _path("channel"),
        "event": _path("event"),
        "start": {"name": "start", "in": "query", "schema": {"type": "string", "maxLength": 64}},
        "upload": _path("upload"),
        "key": {"name": "key", "in": "query", "schema": {"type": "string"}},
        "language": {"name": "language", "in": "query", "schema": {"type": "string"}},
        "theme": {"name": "theme", "in": "query", "schema": {"enum": ["light", "dark"]}},
        "wait": {
            "name": "wait",
            "in": "query",
            "description": wait + "most.",
            "schema": {"type": "number", "minimum": 0},
        },
        "webhookId": _header("webhook-id", ID),
        "webhookTimestamp": _header("webhook-timestamp", {"type": "integer"}),
        "webhookSignature": _header("webhook-signature", {"type": "string"}),
    }


def _path(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _header(name: str, schema: Json) -> Json:
    return {"name": name, "in": "header", "required": True, "schema": schema}


def _responses() -> Json:
    content: Json = {"application/problem+json": {"schema": ref("schemas", "Problem")}}
    seconds: Json = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
    return {
        "Problem": {"description": "Refused, or failed; nothing was done.", "content": content},
        "TooMany": {
            "description": "Too many requests for now.",
            "headers": {"Retry-After": seconds},
            "content": content,
        },
    }
