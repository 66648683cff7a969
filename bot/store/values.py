"""Values as rows hold them: JSON, as text."""

import msgspec

_ENCODER = msgspec.json.Encoder()


def to_json(value: object) -> str:
    """Return a value as the store keeps it."""
    return _ENCODER.encode(value).decode()
