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


class CardWritten(Struct, frozen=True, tag="card_written"):
    """A card became a part of the text, with its picture beside it."""

    title: str


class MediaApart(Struct, frozen=True, tag="media_apart"):
    """Files did not stand in one message with the text, and go before it in messages of their own.

    `messages` is how many these are.
    """

    messages: int


class ShownAsFile(Struct, frozen=True, tag="shown_as_file"):
    """A picture was too large to be shown as one, and goes as a file."""

    name: str


class MediaTold(Struct, frozen=True, tag="media_told"):
    """A file is too large for the platform, or only another one finds it: it is told in words."""

    name: str


Change = (
    TextSplit
    | LinkSpelt
    | ChoicesListed
    | LabelShortened
    | CardWritten
    | MediaApart
    | ShownAsFile
    | MediaTold
)
"""The closed union of what fitting may do to a message."""
