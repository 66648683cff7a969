"""`${NAME}` in brand.yaml: values from the environment, and what is not set there."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.brand.collected import Faults
from bot.brand.nodes import Entry, Items, Node, Place, Scalar, Table, scalars_in
from bot.core.lazy_pattern import lazy_pattern
from bot.core.signing_secret import SIGNING_MARK

_OPENING = lazy_pattern(r"\$\{")
_REFERENCE = lazy_pattern(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_ANY_REFERENCE = lazy_pattern(r"\$\{[^}]*\}?")


class Reference(Struct, frozen=True):
    """One `${NAME}` in the file."""

    name: str
    place: Place


def references_in(node: Node) -> Iterator[Reference]:
    """Yield every `${NAME}` in a part of the file as it was written."""
    for scalar in scalars_in(node):
        for found in _REFERENCE.finditer(scalar.text):
            yield Reference(found[1], scalar.at(found.start()))


def split_by_variables(text: str) -> tuple[str, ...]:
    """Return a text cut at its `${NAME}`: the names stand at the odd places."""
    return tuple(_REFERENCE.split(text))


def without_variables(text: str) -> str:
    """Return a text as long as before, with blanks in the place of all that is in `${…}`."""
    return _ANY_REFERENCE.sub(lambda found: " " * len(found[0]), text)


def unset_in(node: Node, environ: Mapping[str, str]) -> tuple[Reference, ...]:
    """Return the references to variables that are not set, or set to nothing."""
    return tuple(found for found in references_in(node) if not environ.get(found.name))


def is_reference(scalar: Scalar) -> bool:
    """Say whether a value comes from the environment alone, but for the mark `whsec_`."""
    return _REFERENCE.fullmatch(scalar.text.removeprefix(SIGNING_MARK)) is not None


def refuse_malformed(node: Node, faults: Faults) -> None:
    """Add a fault for each `${` that is not a plain `${NAME}`; what is inside is never shown."""
    for scalar in scalars_in(node):
        for found in _OPENING.finditer(scalar.text):
            if not _REFERENCE.match(scalar.text, found.start()):
                hint = "Write ${NAME}: letters, digits and _, no default."
                faults.error(scalar.at(found.start()), "This ${ is not a variable.", hint)


def filled(node: Node, environ: Mapping[str, str]) -> Node | None:
    """Return the node with values from the environment; None where one is not set.

    Lists and maps lose the members that are not set.
    """
    match node:
        case Scalar():
            return _filled_scalar(node, environ)
        case Items():
            kept = [filled(item, environ) for item in node.items]
            return replace(node, items=tuple(item for item in kept if item is not None))
        case Table():
            pairs = [(entry.key, filled(entry.value, environ)) for entry in node.entries]
            entries = [Entry(key, value) for key, value in pairs if value is not None]
            return replace(node, entries=tuple(entries))


def _filled_scalar(scalar: Scalar, environ: Mapping[str, str]) -> Scalar | None:
    if not _REFERENCE.search(scalar.text):
        return scalar
    if unset_in(scalar, environ):
        return None
    text = _REFERENCE.sub(lambda found: environ[found[1]], scalar.text)
    return replace(scalar, text=text, value=text)
