"""Requests held against the published description of the Bot API, as JSON Schema.

The description names types and required fields; of lengths, constants and ranges it speaks in
prose, of which the plain forms are read.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from jsonschema_rs import Draft202012Validator

from sandbox.witness import Witnessed
from tests.described.descriptions import BOT_API, find_description

Schema = dict[str, Any]

_PRIMITIVES: dict[str, Schema] = {
    "Integer": {"type": "integer"},
    "Float": {"type": "number"},
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "InputFile": {"const": {"file": True}},
}
_UPLOADED = {"file": True}
"""How a part that holds a file stands in what is checked."""

_ARRAY = "Array of "
_LENGTH = re.compile(r"(\d+)-(\d+) (?:characters|bytes)")
_CONSTANT = re.compile(r"(?:, must be|always) [“\"]?(\w+)[”\"]?$")
_CHOICE = re.compile(r"[Mm]ust be one of ((?:[“\"]\w+[”\"](?: \(\w+\))?(?:, | or )?)+)")
_QUOTED = re.compile(r"[“\"](\w+)[”\"]")
_RANGE = re.compile(r"Values between (\d+)-(\d+) are accepted")


class BotApi:
    """The description, each method of which becomes a validator when it is first needed."""

    def __init__(self) -> None:
        text = find_description(BOT_API).read_text(encoding="utf-8")
        self._described: dict[str, Any] = json.loads(text)
        self._types = {name: _type(one) for name, one in self._described["types"].items()}
        self._validators: dict[str, Draft202012Validator] = {}

    def faults(self, request: Witnessed) -> Iterator[str]:
        """Yield what of a request does not fit the description."""
        described = self._described["methods"].get(request.name)
        if described is None:
            yield "there is no such method"
            return
        kinds = {field["name"]: field["types"] for field in described.get("fields", ())}
        given = {name: _value(text, kinds.get(name, ())) for name, text in request.given.items()}
        given |= dict.fromkeys(request.files & kinds.keys(), _UPLOADED)
        for error in self._validator(request.name, described).iter_errors(given):
            yield f"{'.'.join(map(str, error.instance_path))}: {error.message[:200]}"
        for name in request.files - kinds.keys():
            if f"attach://{name}" not in "".join(request.given.values()):
                yield f"{name}: a file that nothing names"

    def _validator(self, name: str, described: Any) -> Draft202012Validator:
        if name not in self._validators:
            schema = {**_object(described), "$defs": self._types}
            self._validators[name] = Draft202012Validator(schema)
        return self._validators[name]


def _value(text: str, kinds: list[str]) -> Any:
    """Return what a text of a form means: what is no plain text is JSON."""
    if kinds == ["String"]:
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if "String" in kinds and not isinstance(value, int) else value


def _type(described: Any) -> Schema:
    if subtypes := described.get("subtypes"):
        return {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in subtypes]}
    return _object(described)


def _object(described: Any) -> Schema:
    fields = described.get("fields", ())
    return {
        "type": "object",
        "properties": {field["name"]: _field(field) for field in fields},
        "required": [field["name"] for field in fields if field["required"]],
        "additionalProperties": False,
    }


def _field(field: Any) -> Schema:
    kinds = [_kind(kind) for kind in field["types"]]
    schema = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    return {**schema, **_limits(field["description"])} if field["types"] else schema


def _kind(name: str) -> Schema:
    if name.startswith(_ARRAY):
        return {"type": "array", "items": _kind(name.removeprefix(_ARRAY))}
    return _PRIMITIVES.get(name) or {"$ref": f"#/$defs/{name}"}


def _limits(prose: str) -> Schema:
    """Return what prose says of a value; lengths hold for texts alone, ranges for numbers alone."""
    limits: Schema = {}
    if found := _LENGTH.search(prose):
        limits |= {"minLength": int(found[1]), "maxLength": int(found[2])}
    if found := _RANGE.search(prose):
        limits |= {"minimum": int(found[1]), "maximum": int(found[2])}
    if found := _CONSTANT.search(prose):
        limits["const"] = found[1]
    if found := _CHOICE.search(prose):
        limits["enum"] = _QUOTED.findall(found[1])
    return limits
