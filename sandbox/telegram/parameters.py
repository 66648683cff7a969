"""The parameters of one request, however they came: as a query, a form, with files, or as JSON.

As on the platform every value is text; what is nested is JSON inside that text.
"""

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from aiohttp import web
from msgspec import Struct

from sandbox.telegram.refusals import RefusedError, bad_request

T = TypeVar("T")

BODY_BYTES = 52_428_800
"""Bot API, Sending files: 50 MB max size for other files."""

_WHOLE = re.compile(r"-?[0-9]{1,19}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{0,30})?")
_TRUE = frozenset({"true", "yes", "1"})


class Upload(Struct, frozen=True):
    """A file that came with a request."""

    name: str
    media_type: str
    content: bytes


class Parameters:
    """The parameters of one request.

    Args:
        texts: by name.
        uploads: the files, by the name of their part.
    """

    def __init__(self, texts: Mapping[str, str], uploads: Mapping[str, Upload]) -> None:
        self.texts = texts
        self.uploads = uploads

    def text(self, name: str) -> str:
        """Return a text; an empty one where it is absent, as the platform reads it."""
        return self.texts.get(name, "")

    def flag(self, name: str) -> bool:
        """Return whether something is asked for."""
        return self.texts.get(name, "").strip().lower() in _TRUE

    def integer(self, name: str) -> int:
        """Return a whole number; 0 where there is none, as the platform reads it."""
        text = self.texts.get(name, "").strip()
        return int(text) if _WHOLE.fullmatch(text) else 0

    def between(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number, moved between two others; the default where it is absent."""
        return min(max(self.integer(name), least), most) if self.texts.get(name) else default

    def decimal(self, name: str) -> float | None:
        """Return a number; None where there is none."""
        text = self.texts.get(name, "").strip()
        return float(text) if _DECIMAL.fullmatch(text) else None

    def nested(self, name: str, shape: type[T], refusal: str) -> T | None:
        """Return what is written as JSON; None where it is absent.

        Args:
            name: of the parameter.
            shape: what it must hold.
            refusal: what is said where it does not.

        Raises:
            RefusedError: it is no JSON, or JSON of another shape.
        """
        text = self.texts.get(name)
        if not text:
            return None
        try:
            return msgspec.json.decode(text, type=shape)
        except msgspec.MsgspecError:
            raise bad_request(refusal) from None


async def read_parameters(request: web.Request) -> Parameters:
    """Return the parameters of a request, of its address and of its body.

    Raises:
        RefusedError: the body is over 50 MB, or JSON and no object.
    """
    try:
        return await _read(request)
    except web.HTTPRequestEntityTooLarge:
        raise RefusedError(413, "Request Entity Too Large") from None


async def _read(request: web.Request) -> Parameters:
    roomy = request.clone(client_max_size=BODY_BYTES)
    texts = dict(roomy.query)
    uploads: dict[str, Upload] = {}
    if roomy.content_type == "application/json":
        texts |= _from_json(await roomy.read())
        return Parameters(texts, uploads)
    for name, value in (await roomy.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                uploads[name] = Upload(value.filename, value.content_type, file.read())
        else:
            texts[name] = str(value)
    return Parameters(texts, uploads)


def _from_json(body: bytes) -> dict[str, str]:
    if not body:
        return {}
    try:
        fields = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except msgspec.MsgspecError:
        raise bad_request("can't parse request: JSON object expected") from None
    return {name: _as_text(raw) for name, raw in fields.items()}


def _as_text(raw: msgspec.Raw) -> str:
    value: object = msgspec.json.decode(raw)
    return value if isinstance(value, str) else bytes(raw).decode()
