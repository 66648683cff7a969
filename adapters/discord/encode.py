"""From our message to Discord's: pure. Content, embeds, components, files, polls and edits."""

from collections.abc import Sequence

import msgspec

from adapters.discord.components import rows_of, votes_among
from adapters.discord.files import Upload, uploads_of
from adapters.discord.markdown import escape, markdown_of, rewritten
from adapters.discord.outgoing import JsonObject, Outgoing
from adapters.discord.room import POLL_HOURS, TEXT
from adapters.discord.voice import note_of
from bot.channels.buttons import is_choice
from bot.channels.files import Contents
from bot.channels.uploading import goes_along
from bot.core.content import Button, Card, Media, Message, Picks

NONCE_CHARACTERS = 25
"""Discord's limit for a nonce."""

_FOR_A_NEW_ONE = frozenset({"nonce", "enforce_nonce", "message_reference"})
"""What only a message that is posted has (reference: Edit Message)."""


def encode_message(
    message: Message, nonce: str | None = None, contents: Contents | None = None
) -> Outgoing:
    """Return a message in Discord's form; nobody is mentioned by it, whatever its text says.

    Args:
        message: already within the limits of the platform.
        nonce: by which Discord knows a repetition within minutes; None for none.
        contents: of the brand's own files in it.

    Raises:
        UnsendableError: the content of a file is missing or cannot be read.
    """
    outgoing = (
        _said(message, contents or {})
        if message.poll is None
        else Outgoing(_several(message) if message.poll.several else _poll(message))
    )
    body = outgoing.body | {"allowed_mentions": {"parse": []}}
    if message.answers is not None and message.answers.isdecimal():
        body["message_reference"] = {"message_id": message.answers, "fail_if_not_exists": False}
    if nonce is not None:
        body["nonce"] = nonce[:NONCE_CHARACTERS]
        body["enforce_nonce"] = True
    return Outgoing(body, outgoing.uploads)


def as_edit(outgoing: Outgoing) -> Outgoing:
    """Return what puts a message in the place of another, of which nothing is left."""
    body = {name: value for name, value in outgoing.body.items() if name not in _FOR_A_NEW_ONE}
    nothing: JsonObject = {"embeds": [], "components": []}
    attachments = [_described(number, one) for number, one in enumerate(outgoing.uploads)]
    return Outgoing({**nothing, **body, "attachments": attachments}, outgoing.uploads)


def _said(message: Message, contents: Contents) -> Outgoing:
    """Return what is said and shown."""
    along = [media for media in message.media if goes_along(media)]
    picture = None if message.card is None else message.card.image
    if picture is not None and goes_along(picture):
        along.append(msgspec.structs.replace(picture, name=_picture_name(picture)))
    uploads = uploads_of(along, contents)
    note = note_of(uploads[0]) if _is_note(message) and uploads else None
    if note is not None:
        return note
    linked = [media for media in message.media if not goes_along(media)]
    content, embeds = _with_links(markdown_of(message), linked)
    if message.card is not None:
        embeds.append(_card(message.card, uploads))
    body: JsonObject = {"content": content}
    if embeds:
        body["embeds"] = embeds
    if message.buttons:
        body["components"] = (
            rows_of(message.buttons) if message.picks is None else _rows_of_votes(message)
        )
    if any(upload.description for upload in uploads):
        body["attachments"] = [_described(number, one) for number, one in enumerate(uploads)]
    return Outgoing(body, uploads)


def _is_note(message: Message) -> bool:
    """Say whether a message is a spoken note and nothing else: beside one Discord takes nothing."""
    return [one.kind for one in message.media] == ["voice"] and not (
        message.text or message.buttons or message.card
    )


def _several(message: Message) -> JsonObject:
    """Return a question with a list.

    Of votes for several in a poll Discord tells one by one, and never that somebody is done.
    """
    return {"content": markdown_of(message), "components": _rows_of_votes(message)}


def _rows_of_votes(message: Message) -> list[JsonObject]:
    options, others = _options_in(message)
    return [votes_among(options, message.picks or Picks()), *rows_of(others)]


def _options_in(message: Message) -> tuple[list[Button], list[Button]]:
    """Return what is voted for, and what else can be pressed."""
    options = [button for button in message.buttons if is_choice(button)]
    return options, [button for button in message.buttons if not is_choice(button)]


def _poll(message: Message) -> JsonObject:
    """Return a poll: what the author wrote is voted for, what else can be pressed stands below."""
    options, others = _options_in(message)
    asked: JsonObject = {
        "question": {"text": message.text},
        "answers": [{"poll_media": {"text": option.label}} for option in options],
        "duration": POLL_HOURS,
    }
    return {"poll": asked} | ({"components": rows_of(others)} if others else {})


def _with_links(content: str, linked: Sequence[Media]) -> tuple[str, list[JsonObject]]:
    """Show pictures in frames, and put other addresses below the text, as far as there is room."""
    embeds: list[JsonObject] = []
    for media in linked:
        longer = f"{content}\n{media.url}" if content else media.url
        if media.kind == "image":
            embeds.append({"image": {"url": media.url}})
        elif len(longer) <= TEXT.limit:
            content = longer
        else:
            embeds.append({"title": media.name or media.kind, "url": media.url})
    return content, embeds


def _card(card: Card, uploads: Sequence[Upload]) -> JsonObject:
    """Return a card as an embed; a picture that goes along is the last of the files."""
    embed: JsonObject = {"title": escape(card.title)}
    if card.markdown:
        embed["description"] = rewritten(card.markdown)
    if card.url is not None:
        embed["url"] = card.url
    if card.image is not None:
        along = goes_along(card.image)
        embed["image"] = {"url": f"attachment://{uploads[-1].name}" if along else card.image.url}
    return embed


def _picture_name(picture: Media) -> str:
    """Return a name that an embed can refer to: letters, digits and dots (Discord's reference)."""
    stem, dot, ending = (picture.name or picture.url).rpartition(".")
    return f"card.{ending}" if stem and dot and ending.isalnum() and ending.isascii() else "card"


def _described(number: int, upload: Upload) -> JsonObject:
    described: JsonObject = {"id": number, "filename": upload.name}
    return described | ({} if upload.description is None else {"description": upload.description})
