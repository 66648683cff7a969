"""The body of a request as its sender wrote it: read strictly, with every fault told at once."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Literal, NoReturn, TypeVar

from msgspec import Struct

MAX_BODY_BYTES = 1024 * 1024
MAX_ID_CHARACTERS = 255
MAX_TEXT_CHARACTERS = 10_000
MAX_DEPTH = 64
_MAX_COUNT = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

_LARGEST = sys.float_info.max


Choice = TypeVar("Choice", bound=str)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_JSON = json.JSONDecoder(parse_constant=_refuse_constant)
"""Made once: NaN and the infinities are no JSON."""


class BodyFault(Struct, frozen=True):
    """One thing that is wrong: `path` names the field (`attachments.0.url`), "" the whole body."""

    path: str
    message: str


class Malformed(Struct, frozen=True):
    """A body that is refused: 400 where it is no JSON object, 422 where its fields are wrong."""

    status: Literal[400, 422]
    faults: tuple[BodyFault, ...]


def read_object(body: bytes) -> "Fields | Malformed":
    """Return the fields of a JSON object, or why there are none.

    Args:
        body: the bytes as they came, already known to be genuine.
    """
    try:
        values = _JSON.decode(body.decode())
    except (ValueError, RecursionError):
        return Malformed(400, (BodyFault("", "The body is not JSON in UTF-8."),))
    if not isinstance(values, dict):
        return Malformed(422, (BodyFault("", "The body must be a JSON object."),))
    return Fields(values)


class Fields:
    """Reads an object field by field and remembers every fault on the way.

    An absent field and null are the same; fields that nobody asks for are ignored.

    Args:
        values: the object.
        faults: where faults are collected, shared with objects inside this one.
        prefix: what stands before a field's name in its path.
    """

    def __init__(
        self,
        values: Mapping[str, object],
        faults: list[BodyFault] | None = None,
        prefix: str = "",
    ) -> None:
        self._values = values
        self._prefix = prefix
        self.faults: list[BodyFault] = [] if faults is None else faults

    def refuse(self, name: str, message: str) -> None:
        """Remember a fault of the field `name`, "" being the object itself."""
        path = self._prefix + name if name else self._prefix.rstrip(".")
        self.faults.append(BodyFault(path, message))

    def malformed(self) -> Malformed:
        """Return the refusal that tells every fault."""
        return Malformed(422, tuple(self.faults))

    def identifier(self, name: str, *, required: bool = False) -> str | None:
        """Return a non-empty string of at most 255 printable characters."""
        value = self._string(name, required=required)
        if value is None:
            return None
        if not value:
            self.refuse(name, "Must not be empty.")
            return None
        if len(value) > MAX_ID_CHARACTERS:
            self.refuse(name, f"Must have at most {MAX_ID_CHARACTERS} characters.")
            return None
        if not value.isprintable():
            self.refuse(name, "Must hold printable characters only.")
            return None
        return value

    def text(self, name: str, *, required: bool = False) -> str | None:
        """Return a string of at most 10,000 characters, without NUL and lone surrogates."""
        value = self._string(name, required=required)
        if value is None:
            return None
        if len(value) > MAX_TEXT_CHARACTERS:
            self.refuse(name, f"Must have at most {MAX_TEXT_CHARACTERS} characters.")
            return None
        if not is_storable(value):
            self.refuse(name, "Must hold neither NUL nor lone surrogates.")
            return None
        return value

    def count(self, name: str) -> int | None:
        """Return a whole number of zero or more."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MAX_COUNT:
            self.refuse(name, "Must be a whole number of zero or more.")
            return None
        return value

    def one_of(self, name: str, choices: Sequence[Choice]) -> Choice:
        """Return the one of `choices` that stands in `name`, the first where that is refused."""
        value = self._string(name, required=True)
        for choice in choices:
            if value == choice:
                return choice
        if value is not None:
            self.refuse(name, f"Must be one of {', '.join(choices)}.")
        return choices[0]

    def inside(self, name: str, *, required: bool = False) -> "Fields | None":
        """Return the fields of the object in `name`."""
        value = self._values.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, dict):
            self.refuse(name, "Must be an object.")
            return None
        return Fields(value, self.faults, f"{self._prefix}{name}.")

    def each_inside(self, name: str) -> list["Fields"]:
        """Return the fields of every object of the list in `name`."""
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(name, "Must be a list.")
            return []
        entries = Fields(
            {str(position): entry for position, entry in enumerate(value)},
            self.faults,
            f"{self._prefix}{name}.",
        )
        found = [entries.inside(str(position), required=True) for position in range(len(value))]
        return [fields for fields in found if fields is not None]

    def value(self, name: str) -> object:
        """Return whatever stands in `name`."""
        return self._values.get(name)

    def _string(self, name: str, *, required: bool) -> str | None:
        value = self._values.get(name)
        if value is None:
            if required:
                self.refuse(name, "Is required.")
            return None
        if not isinstance(value, str):
            self.refuse(name, "Must be a string.")
            return None
        return value


def is_storable(text: str) -> bool:
    """Say whether a text can be kept in every store: it holds neither NUL nor lone surrogates."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_storable_value(value: object, depth: int = MAX_DEPTH) -> bool:
    """Say whether a JSON value can be kept and reckoned with.

    Args:
        value: as it was read; every text in it has to be storable, every number as large as any
            program's numbers go.
        depth: how many lists and objects may be inside each other.
    """
    match value:
        case str():
            return is_storable(value)
        case int() | float():
            return -_LARGEST <= value <= _LARGEST
        case list():
            return depth > 0 and all(is_storable_value(one, depth - 1) for one in value)
        case dict():
            inside = (*value.keys(), *value.values())
            return depth > 0 and all(is_storable_value(one, depth - 1) for one in inside)
        case _:
            return True
