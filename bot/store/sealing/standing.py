"""How a sealed value stands in a column: as bytes where those may stand among texts, else as text.

SQLite takes bytes in any column. Where a column holds nothing but texts, it is the same in base64,
behind a `~`. A label may come first, in clear. Whichever it is, both are read everywhere.
"""

from bot.core.lazy_pattern import lazy_pattern
from bot.store.sealing.envelope import from_text, to_text

MARK = "~"
"""What a sealed text begins with. No JSON does; a name may, but it cannot guess a key's name."""

Standing = str | bytes
"""A value as a column holds it."""

_LABEL = '{"type":"'
_LABEL_BYTES = _LABEL.encode()
_SEALED_TEXT = lazy_pattern("~[A-Za-z0-9+/]{16}[A-Za-z0-9+/]{38,}={0,2}")


def label_of(text: str) -> str:
    """Return the beginning of a JSON object that says of which type it is: it stays in clear."""
    return text[: text.index('"', len(_LABEL)) + 1] if text.startswith(_LABEL) else ""


def as_bytes(sealed: bytes, label: str = "") -> bytes:
    """Return a sealed value as it stands where bytes may."""
    return label.encode() + sealed if label else sealed


def as_text(sealed: bytes, label: str = "") -> str:
    """Return a sealed value as it stands where only texts may."""
    return f"{label}{MARK}{to_text(sealed)}"


def is_sealed(text: str) -> bool:
    """Say whether a text has the form of a sealed one."""
    return _SEALED_TEXT.fullmatch(text) is not None


def stands_sealed(value: Standing, *, labelled: bool) -> bool:
    """Say whether what stands in a column is sealed; texts in clear are never bytes."""
    if isinstance(value, bytes):
        return True
    return value.startswith(MARK, _end_of_label(value) if labelled else 0)


def sealed_in(value: Standing, *, labelled: bool) -> bytes:
    """Return the sealed value that stands in a column.

    Raises:
        Unopenable: it is none.
    """
    if isinstance(value, str):
        return from_text(value[(_end_of_label(value) if labelled else 0) + len(MARK) :])
    return value[_end_of_label_bytes(value) :] if labelled else value


def shown(value: Standing, *, labelled: bool) -> str:
    """Return what stands in a column as a text, whether it is sealed or not."""
    if isinstance(value, str):
        return value
    end = _end_of_label_bytes(value) if labelled else 0
    return as_text(value[end:], value[:end].decode())


def _end_of_label(text: str) -> int:
    return text.find('"', len(_LABEL)) + 1 if text.startswith(_LABEL) else 0


def _end_of_label_bytes(value: bytes) -> int:
    return value.find(b'"', len(_LABEL_BYTES)) + 1 if value.startswith(_LABEL_BYTES) else 0
