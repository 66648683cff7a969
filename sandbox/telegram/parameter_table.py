"""What parameters look like: their types as the Bot API names them."""

import re
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from sandbox.telegram.parameters import Parameters

_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Parameter(Struct, frozen=True):
    """One parameter of a method: any of these types will do."""

    types: tuple[str, ...]
    required: bool = False


def complaints(table: Mapping[str, Parameter], given: Parameters) -> Iterator[str]:
    """Return what is wrong with parameters that the platform may well swallow.

    Args:
        table: the parameters that the method has.
        given: those of a request.
    """
    present = {**given.texts, **dict.fromkeys(given.uploads, "")}
    attached = {name for name in given.uploads if name not in table}
    for name, text in present.items():
        if name not in table:
            if name not in attached:
                yield f"{name} is no parameter of this method"
        elif name not in given.uploads and not any(_fits(kind, text) for kind in table[name].types):
            yield f"{name} is no {' or '.join(table[name].types)}"
    yield from (
        f"{name} is required"
        for name, parameter in table.items()
        if parameter.required and name not in present
    )


def _fits(kind: str, text: str) -> bool:
    match kind:
        case "Integer":
            return _WHOLE.fullmatch(text) is not None
        case "Float":
            return _DECIMAL.fullmatch(text) is not None
        case "Boolean":
            return text.lower() in {"true", "false"}
        case "String" | "InputFile":
            return True
        case _:
            return _is_json(text, list if kind.startswith("Array of ") else dict)


def _is_json(text: str, shape: type) -> bool:
    try:
        return isinstance(msgspec.json.decode(text), shape)
    except msgspec.MsgspecError:
        return False
