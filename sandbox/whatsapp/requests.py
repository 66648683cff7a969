"""What is asked of POST /{number}/messages: read strictly, with nothing that is not known."""

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from msgspec import UNSET, Meta, Struct, UnsetType

from sandbox.whatsapp.limits import (
    Address,
    Body,
    ButtonId,
    ButtonTitle,
    CallbackData,
    Digits,
    Emoji,
    FileName,
    HeaderText,
    RowId,
    RowText,
    RowTitle,
    ShortBody,
)

Kind = Literal[
    "text",
    "image",
    "audio",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "interactive",
    "template",
]
"""What a message may be."""


class Strict(Struct, forbid_unknown_fields=True, kw_only=True):
    """An object whose every field is known."""


class Typed(Strict):
    """An object whose `type` names the field that holds its content; no other is there."""

    type: str

    def __post_init__(self) -> None:
        there = {kind for kind in get_args(Kind) if getattr(self, kind, UNSET) is not UNSET}
        if there != {self.type}:
            raise ValueError(f"`{self.type}` is required, and no content of another type")


class Text(Strict):
    """What is written; `preview_url` shows what its first address leads to."""

    body: Body
    preview_url: bool = False


class File(Strict):
    """A file: by the id of what was uploaded, or by its address on the web."""

    id: str | None = None
    link: Address | None = None
    caption: ShortBody | None = None
    filename: FileName | None = None


class Place(Strict):
    """A point on the map, in degrees."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    name: str | None = None
    address: str | None = None


class CardName(Strict):
    """Whose a card is."""

    formatted_name: Annotated[str, Meta(min_length=1)]
    first_name: str | None = None
    last_name: str | None = None


class CardPhone(Strict):
    """A telephone number on a card."""

    phone: str
    type: str | None = None
    wa_id: str | None = None


class Card(Strict):
    """A contact."""

    name: CardName
    phones: Sequence[CardPhone] = ()


class Reaction(Strict):
    """A sign to a message; an empty emoji takes it away."""

    message_id: str
    emoji: Emoji


class Words(Strict):
    """A text with buttons below it."""

    text: ShortBody


class LongWords(Strict):
    """A text with a list below it."""

    text: Body


class Header(Typed):
    """A line, a picture, a film or a document above a text."""

    type: Literal["text", "image", "video", "document"]
    text: HeaderText | UnsetType = UNSET
    image: File | UnsetType = UNSET
    video: File | UnsetType = UNSET
    document: File | UnsetType = UNSET

    @property
    def content(self) -> str | File:
        """What `type` names."""
        content: str | File = getattr(self, self.type)
        return content


class TextHeader(Header):
    """A line above a text."""

    type: Literal["text"]


class Reply(Strict):
    """What a button says, and what comes back."""

    id: ButtonId
    title: ButtonTitle


class Button(Strict):
    """A button that answers."""

    type: Literal["reply"]
    reply: Reply


class Buttons(Strict):
    """Up to three of them."""

    buttons: Annotated[Sequence[Button], Meta(min_length=1, max_length=3)]


class Row(Strict):
    """A row of a list."""

    id: RowId
    title: RowTitle
    description: RowText = ""


class Section(Strict):
    """Rows that belong together."""

    rows: Annotated[Sequence[Row], Meta(min_length=1, max_length=10)]
    title: Annotated[str, Meta(max_length=24)] = ""


class Sections(Strict):
    """What opens a list, and what is in it."""

    button: ButtonTitle
    sections: Annotated[Sequence[Section], Meta(min_length=1, max_length=10)]


class LinkParameters(Strict):
    """What a link says, and where it leads."""

    display_text: ButtonTitle
    url: Address


class LinkAction(Strict):
    """A button that opens a page."""

    name: Literal["cta_url"]
    parameters: LinkParameters


class PlaceAction(Strict):
    """A button that shares a place."""

    name: Literal["send_location"]


class Choosing(Strict, tag="button", tag_field="type"):
    """A text with buttons."""

    body: Words
    action: Buttons
    header: Header | None = None
    footer: Words | None = None


class Listing(Strict, tag="list", tag_field="type"):
    """A text with a list."""

    body: LongWords
    action: Sections
    header: TextHeader | None = None
    footer: Words | None = None


class Linking(Strict, tag="cta_url", tag_field="type"):
    """A text with a link."""

    body: Words
    action: LinkAction
    header: Header | None = None
    footer: Words | None = None


class Locating(Strict, tag="location_request_message", tag_field="type"):
    """A text that asks for a place."""

    body: Words
    action: PlaceAction


Interactive = Choosing | Listing | Linking | Locating


class Language(Strict):
    """In which language a template is."""

    code: str
    policy: str | None = None


class Parameter(Strict):
    """What is filled in."""

    type: Literal["text"]
    text: Annotated[str, Meta(min_length=1)]


class Component(Strict):
    """What is filled into the body."""

    type: Literal["body"]
    parameters: Sequence[Parameter] = ()


class Template(Strict):
    """A template, filled in."""

    name: str
    language: Language
    components: Sequence[Component] = ()


class Context(Strict):
    """What a message replies to."""

    message_id: str


Cards = Annotated[Sequence[Card], Meta(min_length=1)]

Content = Text | File | Place | Sequence[Card] | Reaction | Interactive | Template
"""The closed union of what can be sent."""


class Message(Typed):
    """Send something to a person."""

    messaging_product: Literal["whatsapp"]
    to: Digits
    type: Kind
    recipient_type: Literal["individual"] = "individual"
    context: Context | None = None
    biz_opaque_callback_data: CallbackData | None = None
    text: Text | UnsetType = UNSET
    image: File | UnsetType = UNSET
    audio: File | UnsetType = UNSET
    video: File | UnsetType = UNSET
    document: File | UnsetType = UNSET
    sticker: File | UnsetType = UNSET
    location: Place | UnsetType = UNSET
    contacts: Cards | UnsetType = UNSET
    reaction: Reaction | UnsetType = UNSET
    interactive: Interactive | UnsetType = UNSET
    template: Template | UnsetType = UNSET

    @property
    def content(self) -> Content:
        """What `type` names."""
        content: Content = getattr(self, self.type)
        return content


class Typing(Strict):
    """Shows somebody as typing."""

    type: Literal["text"]


class MarkRead(Strict):
    """Shows a person's message as read."""

    messaging_product: Literal["whatsapp"]
    status: Literal["read"]
    message_id: str
    typing_indicator: Typing | None = None
