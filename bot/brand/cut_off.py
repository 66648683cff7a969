"""A text inside { } that a comma has cut in two: its rest reads as a key without a value."""

from bot.brand.nodes import Node, Scalar


def comma_hint(value: Node) -> str | None:
    """Return what to write instead, None where the value is empty for another reason."""
    if not isinstance(value, Scalar) or value.text:
        return None
    before = value.document.text[: value.start].rstrip()
    after = value.document.text[value.start :].lstrip()
    if before.endswith(":") or not after.startswith((",", "}")):
        return None
    return "A comma inside { } begins another key: put a text that holds one in quotes."
