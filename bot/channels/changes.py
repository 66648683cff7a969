"""What becomes of a message that a platform does not take as it is."""

from msgspec import Struct


class TextSplit(Struct, frozen=True, tag="text_split"):
    """A text was too long and became several messages."""

    pieces: int


class LinkSpelt(Struct, frozen=True, tag="link_spelt"):
    """An address was too long to stand behind its label, and stands in the text."""

    address: str


class ChoicesListed(Struct, frozen=True, tag="choices_listed"):
    """There were more buttons than the platform takes; these are lines of the text."""

    labels: tuple[str, ...]


class LabelShortened(Struct, frozen=True, tag="label_shortened"):
    """A label was too long."""

    label: str
    shown: str


Change = TextSplit | LinkSpelt | ChoicesListed | LabelShortened
"""The closed union of what fitting may do to a message."""
