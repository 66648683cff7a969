"""What becomes of a message that a platform does not take as it is.

Nothing is lost but what one of these tells.
"""

from msgspec import Struct

from bot.core.content import MediaKind


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


class LinkWritten(Struct, frozen=True, tag="link_written"):
    """A button that opens a page became a line of the text."""

    label: str
    address: str


class ShareLeftOut(Struct, frozen=True, tag="share_left_out"):
    """A button by which people share something was left out: they write it instead."""

    label: str


class PollAsChoices(Struct, frozen=True, tag="poll_as_choices"):
    """A poll became a question with choices."""


class MarksLeftOut(Struct, frozen=True, tag="marks_left_out"):
    """A text lost its styles; the addresses of its links stand in it."""


class CardWritten(Struct, frozen=True, tag="card_written"):
    """A card became a part of the text, with its picture beside it."""

    title: str


class ContactWritten(Struct, frozen=True, tag="contact_written"):
    """A contact became a line of the text."""


class MediaApart(Struct, frozen=True, tag="media_apart"):
    """Files did not stand in one message with the text, and go before it in messages of their own.

    `messages` is how many these are.
    """

    messages: int


class ContactApart(Struct, frozen=True, tag="contact_apart"):
    """A contact did not stand in one message with anything else, and goes before it."""


class ShownAs(Struct, frozen=True, tag="shown_as"):
    """A file goes as one of another kind: the platform knows no such thing, or none so large."""

    name: str
    kind: MediaKind


class MediaTold(Struct, frozen=True, tag="media_told"):
    """A file is told in words: it is too large for the platform, or not to be shown there."""

    name: str


class SentAnew(Struct, frozen=True, tag="sent_anew"):
    """What was to become of an earlier message is a message of its own."""


class QuoteLeftOut(Struct, frozen=True, tag="quote_left_out"):
    """A reply does not show what it replies to."""


Change = (
    TextSplit
    | LinkSpelt
    | ChoicesListed
    | LabelShortened
    | LinkWritten
    | ShareLeftOut
    | PollAsChoices
    | MarksLeftOut
    | CardWritten
    | ContactWritten
    | MediaApart
    | ContactApart
    | ShownAs
    | MediaTold
    | SentAnew
    | QuoteLeftOut
)
"""The closed union of what fitting may do to a message."""
