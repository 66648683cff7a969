"""Values for every `${NAME}` of a brand that come from nowhere: the sandbox knows no secret."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes

from bot.brand.environment import references_in
from bot.brand.folder import BRAND_FILE
from bot.brand.nodes import Items, Node, Scalar, Table
from bot.brand.reader import read_yaml
from bot.brand.secrecy import is_secret
from bot.core.signing_secret import SIGNING_MARK

PLAIN = "sandbox"
"""What stands for a variable wherever any text will do."""

_FITTING = {
    "api_base": "http://127.0.0.1",
    "deliver_to": "http://127.0.0.1",
    "url": "http://127.0.0.1",
    "timezone": "UTC",
    "languages": "en",
}
"""Values that the reader of brand.yaml accepts, by key; the addresses are overridden later."""


def made_up(folder: Path) -> dict[str, str]:
    """Return a value for every variable in a brand's brand.yaml; nothing outside it is read."""
    try:
        root = read_yaml(BRAND_FILE, (folder / BRAND_FILE).read_bytes()).root
    except OSError:
        return {}  # reading the brand says what is wrong
    values: dict[str, str] = {}
    for key, scalar in () if root is None else _values(root):
        for reference in references_in(scalar):
            value = _fitting(key, scalar)
            if values.get(reference.name, PLAIN) == PLAIN:
                values[reference.name] = value
    return values


def signing_secret() -> str:
    """Return a new secret in the form that signs requests."""
    return SIGNING_MARK + _key()


def _key() -> str:
    return b64encode(token_bytes(24)).decode()


def _fitting(key: str, scalar: Scalar) -> str:
    if is_secret(key):
        return _key() if scalar.text.startswith(SIGNING_MARK) else signing_secret()
    is_whole = scalar.text.startswith("${") and scalar.text.count("$") == 1
    return _FITTING.get(key, PLAIN) if is_whole else PLAIN


def _values(node: Node, key: str = "") -> Iterator[tuple[str, Scalar]]:
    """Yield every single value with the key that it stands under."""
    match node:
        case Scalar():
            yield key, node
        case Items():
            for item in node.items:
                yield from _values(item, key)
        case Table():
            for entry in node.entries:
                yield from _values(entry.value, entry.key.text)
