"""The few fields that we read of what Meta posts (Cloud API: Webhooks, messages reference)."""

from typing import Annotated

from msgspec import Meta, Raw, Struct, field

Id = Annotated[str, Meta(max_length=200)]
"""Whose a number is, or which message: those of today have at most some hundred characters."""


class Batch(Struct, frozen=True):
    """One post: up to a thousand updates, of all the numbers that an app has."""

    object: str = ""
    entry: tuple[Raw, ...] = ()


class Entry(Struct, frozen=True):
    """What happened to one WhatsApp Business Account."""

    changes: tuple[Raw, ...] = ()


class Metadata(Struct, frozen=True):
    """Which number it concerns: `phone_number_id` is Meta's id of it."""

    phone_number_id: str = ""
    display_phone_number: str = ""


class Profile(Struct, frozen=True):
    """What somebody calls themselves."""

    name: str = ""


class Contact(Struct, frozen=True):
    """Somebody who wrote."""

    wa_id: str = ""
    profile: Profile = Profile()


class Value(Struct, frozen=True):
    """What one change tells."""

    metadata: Metadata = Metadata()
    contacts: tuple[Contact, ...] = ()
    messages: tuple[Raw, ...] = ()
    statuses: tuple[Raw, ...] = ()


class Change(Struct, frozen=True):
    """One change; `field` says of which kind."""

    field: str = ""
    value: Raw = Raw(b"{}")


class Text(Struct, frozen=True):
    """What was written."""

    body: str = ""


class File(Struct, frozen=True):
    """A file that somebody sent; its content is fetched by its id."""

    id: str
    mime_type: str | None = None
    filename: str | None = None
    caption: str = ""
    voice: bool = False


class Place(Struct, frozen=True):
    """A place, in degrees."""

    latitude: float
    longitude: float
    name: str | None = None


class SharedName(Struct, frozen=True):
    """Whose a card is."""

    formatted_name: str = ""


class SharedPhone(Struct, frozen=True):
    """A telephone number on a card; `wa_id` is the same as WhatsApp writes it."""

    phone: str = ""
    wa_id: str = ""


class SharedContact(Struct, frozen=True):
    """A card that somebody sent."""

    name: SharedName = SharedName()
    phones: tuple[SharedPhone, ...] = ()


class Chosen(Struct, frozen=True):
    """What was pressed, by the id that it carried."""

    id: str
    title: str = ""


class Interactive(Struct, frozen=True):
    """The answer to buttons or to a list."""

    button_reply: Chosen | None = None
    list_reply: Chosen | None = None


class TemplateButton(Struct, frozen=True):
    """A button of a template, pressed."""

    text: str = ""


class Reaction(Struct, frozen=True):
    """A sign to a message; without an emoji it was taken away."""

    message_id: str
    emoji: str = ""


class Message(Struct, frozen=True):
    """One message of a person's, of whichever type."""

    id: Id
    sender: Id = field(name="from", default="")
    type: str = ""
    group_id: str | None = None
    text: Text | None = None
    image: File | None = None
    audio: File | None = None
    video: File | None = None
    document: File | None = None
    sticker: File | None = None
    location: Place | None = None
    contacts: tuple[SharedContact, ...] = ()
    interactive: Interactive | None = None
    button: TemplateButton | None = None
    reaction: Reaction | None = None


class Failure(Struct, frozen=True):
    """Why something failed, by Meta's number of it."""

    code: int = 0
    title: str = ""


class Status(Struct, frozen=True):
    """What became of a message of ours; `biz_opaque_callback_data` is what we sent with it."""

    id: Id
    status: str = ""
    recipient_id: Id = ""
    biz_opaque_callback_data: str = ""
    errors: tuple[Failure, ...] = ()
