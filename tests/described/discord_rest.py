"""Requests held against Discord's own OpenAPI file."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from jsonschema_rs import Draft202012Validator, Registry

from sandbox.witness import Witnessed
from tests.described.descriptions import OPENAPI, find_description

_WHERE = "urn:discord"
_PLACE = re.compile(r"\{\w+\}")
_NUMBER = re.compile(r"-?\d+")
_FLAGS = {"true": True, "false": False}

_TAKEN_TOO = {"SnowflakeType": {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"}}
"""Discord takes ids as numbers as well (reference, "Snowflakes"); its file knows texts alone."""


class Rest:
    """The description, each operation of which becomes a validator when it is first needed."""

    def __init__(self) -> None:
        text = find_description(OPENAPI).read_text(encoding="utf-8")
        self._described: dict[str, Any] = json.loads(text)
        self._described["components"]["schemas"] |= _TAKEN_TOO
        self._registry = Registry([(_WHERE, self._described)])
        self._paths = {_PLACE.sub("{}", path): path for path in self._described["paths"]}
        self._validators: dict[str, Draft202012Validator] = {}

    def faults(self, request: Witnessed) -> Iterator[str]:
        """Yield what of a request does not fit the description."""
        method, _, route = _with_literals(request).partition(" ")
        path = self._paths.get(f"/{_PLACE.sub('{}', route)}")
        operation = self._described["paths"].get(path, {}).get(method.lower())
        if path is None or operation is None:
            yield "there is no such route"
            return
        here = ("paths", path, method.lower())
        yield from self._parameter_faults(request, route, path, operation)
        yield from self._body_faults(request, here, operation)

    def _parameter_faults(
        self, request: Witnessed, route: str, path: str, operation: Mapping[str, Any]
    ) -> Iterator[str]:
        shared = self._described["paths"][path].get("parameters", ())
        known = {one["name"]: one["schema"] for one in (*shared, *operation.get("parameters", ()))}
        named = dict(zip(_PLACE.findall(route), _PLACE.findall(path), strict=True))
        for name, text in request.given.items():
            if _is_literal(text):
                continue
            there = named.get(f"{{{name}}}", name).strip("{}")
            if there not in known:
                yield f"{name}: there is no such parameter"
                continue
            validator = Draft202012Validator(_absolute(known[there]), registry=self._registry)
            for error in validator.iter_errors(_value(text)):
                yield f"{name}: {error.message[:200]}"

    def _body_faults(
        self, request: Witnessed, here: tuple[str, ...], operation: Mapping[str, Any]
    ) -> Iterator[str]:
        described = operation.get("requestBody")
        if described is None or request.body is None:
            if described is not None and described.get("required"):
                yield "the body is missing"
            if described is None and request.body is not None:
                yield "there is a body, and none is wanted"
            return
        validator = self._validator((*here, "requestBody", "content", "application/json", "schema"))
        yield from self._unknown(described["content"]["application/json"]["schema"], request.body)
        for error in validator.iter_errors(request.body):
            yield f"{'.'.join(map(str, error.instance_path))}: {error.message[:200]}"
        if request.files and "multipart/form-data" not in described["content"]:
            yield "there are files, and none are wanted"

    def _unknown(self, schema: Mapping[str, Any], body: object) -> Iterator[str]:
        """Yield the fields of a body that its description does not have; it allows any."""
        name = schema.get("$ref", "").rpartition("/")[2]
        known = self._described["components"]["schemas"].get(name, schema).get("properties")
        if known is not None and isinstance(body, dict):
            yield from (f"{field}: there is no such field" for field in body.keys() - known.keys())

    def _validator(self, steps: tuple[str, ...]) -> Draft202012Validator:
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        if pointer not in self._validators:
            schema = {"$ref": f"{_WHERE}#/{quote(pointer)}"}
            self._validators[pointer] = Draft202012Validator(schema, registry=self._registry)
        return self._validators[pointer]


def _with_literals(request: Witnessed) -> str:
    """Return a route with what stands for something, as `@original`: it has a path of its own."""
    literals = {name: text for name, text in request.given.items() if _is_literal(text)}
    return _PLACE.sub(lambda place: literals.get(place[0][1:-1], place[0]), request.name)


def _is_literal(text: str) -> bool:
    return text.startswith("@")


def _absolute(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    return schema if reference is None else {**schema, "$ref": f"{_WHERE}{reference}"}


def _value(text: str) -> Any:
    """Return what a text of an address means."""
    if text in _FLAGS:
        return _FLAGS[text]
    return int(text) if _NUMBER.fullmatch(text) else text
