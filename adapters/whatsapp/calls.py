"""What we ask of WhatsApp for a message, one call each (Cloud API, reference of messages)."""

from msgspec import Struct

from adapters.whatsapp.files import FileKind
from bot.channels.uploading import Upload


class Choice(Struct, frozen=True):
    """Something to press: `id` comes back."""

    id: str
    title: str
    description: str = ""


class SayText(Struct, frozen=True):
    """Send a text; `preview` shows what its first address leads to."""

    body: str
    preview: bool = False


class ShowFile(Struct, frozen=True):
    """Send a file of a kind; `source` is its content, or an address on the web."""

    kind: FileKind
    source: Upload | str
    name: str = ""
    caption: str = ""


class ShowPlace(Struct, frozen=True):
    """Send a point on the map, in degrees."""

    latitude: float
    longitude: float
    name: str = ""


class ShowContact(Struct, frozen=True):
    """Send a telephone number, with whose it is."""

    phone: str
    name: str


class OfferButtons(Struct, frozen=True):
    """Send a text with up to three buttons, perhaps below a picture, a film or a document."""

    body: str
    choices: tuple[Choice, ...]
    header: ShowFile | None = None


class OfferList(Struct, frozen=True):
    """Send a text with a list of up to ten rows, which a press on `menu` opens."""

    body: str
    choices: tuple[Choice, ...]
    menu: str


class OfferLink(Struct, frozen=True):
    """Send a text with a button that opens a page."""

    body: str
    label: str
    url: str
    header: ShowFile | None = None


class AskPlace(Struct, frozen=True):
    """Send a text with a button by which the person shares where they are."""

    body: str


class FillTemplate(Struct, frozen=True):
    """Send an approved template, with a text as the one parameter of its body."""

    name: str
    language: str
    text: str


Interactive = OfferButtons | OfferList | OfferLink | AskPlace

Call = SayText | ShowFile | ShowPlace | ShowContact | FillTemplate | Interactive
"""The closed union of what is sent."""
