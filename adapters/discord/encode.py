"""From our message to Discord's: pure. Content, embeds, rows of buttons and files."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec
from msgspec import Struct

from adapters.discord.files import Upload, goes_along, uploads_of
from adapters.discord.room import TEXT
from bot.channels.files import Contents
from bot.core.content import Button, Card, Media, Message
from bot.core.markup import Run, parse

NONCE_CHARACTERS = 25
"""Discord's limit for a nonce."""

_ROW, _BUTTON = 1, 2
"""Component types: an action row, a button."""

_SECONDARY, _LINK = 2, 5
"""Button styles: the grey one, and the one that opens an address."""

_BUTTONS_A_ROW = 5

_REMEMBERED = 128
"""Texts that need not be rewritten again: a brand asks everybody the same questions."""

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_ACTIVE = re.compile(r"[\\`*_~|<>\[\]]|(?<![^\n])(?P<indent>[ \t]*)(?P<mark>[-+#])")
_NUMBERED = re.compile(r"(?<![^\n])[ \t]*\d+(?=\. )")
_SPECIAL = re.compile(r"[\\`*_~|<>\[\]]|(?<![^\n])[ \t]*[-+#\d]")
"""What makes a text worth a closer look: marks, and what may begin a list or a heading."""

_BACKTICKS = re.compile(r"`+")

JsonObject = dict[str, object]
"""An object of JSON as it leaves: built here, never read."""


class Outgoing(Struct, frozen=True):
    """A message as Discord wants it: the JSON of its request, and the files beside it."""

    body: JsonObject
    uploads: tuple[Upload, ...] = ()


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
    along = [media for media in message.media if goes_along(media)]
    picture = None if message.card is None else message.card.image
    if picture is not None and goes_along(picture):
        along.append(msgspec.structs.replace(picture, name=_picture_name(picture)))
    uploads = uploads_of(along, contents or {})
    linked = [media for media in message.media if not goes_along(media)]
    content, embeds = _with_links(markdown_of(message), linked)
    if message.card is not None:
        embeds.append(_card(message.card, uploads))
    body: JsonObject = {"content": content, "allowed_mentions": {"parse": []}}
    if embeds:
        body["embeds"] = embeds
    if message.buttons:
        body["components"] = _rows(message.buttons)
    if any(upload.description for upload in uploads):
        body["attachments"] = [_described(number, one) for number, one in enumerate(uploads)]
    if nonce is not None:
        body["nonce"] = nonce[:NONCE_CHARACTERS]
        body["enforce_nonce"] = True
    return Outgoing(body, uploads)


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
        embed["description"] = _rewritten(card.markdown)
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


def _rows(buttons: Sequence[Button]) -> list[JsonObject]:
    starts = range(0, len(buttons), _BUTTONS_A_ROW)
    return [_row(buttons[start : start + _BUTTONS_A_ROW]) for start in starts]


def _row(buttons: Sequence[Button]) -> JsonObject:
    return {"type": _ROW, "components": [_button(button) for button in buttons]}


def _button(button: Button) -> JsonObject:
    if button.url is not None:
        return {"type": _BUTTON, "style": _LINK, "label": button.label, "url": button.url}
    return {
        "type": _BUTTON,
        "style": _SECONDARY,
        "label": button.label,
        "custom_id": button.id,
    }


def markdown_of(message: Message) -> str:
    """Return a message's text in Discord's Markdown: what is no mark of ours stays literal.

    Where the escapes make it longer than Discord takes, the plain text goes out as it is.
    """
    content = _rewritten(message.markdown)
    return content if len(content) <= TEXT.limit else message.text


@lru_cache(_REMEMBERED)
def _rewritten(markdown: str) -> str:
    runs = parse(markdown)
    return "".join(_joined(before, run) for before, run in pairwise((Run(""), *runs)))


def _joined(before: Run, run: Run) -> str:
    """Return a run in its marks, kept apart from marks just before it by a space of no width."""
    body = _body(run)
    touching = _styled(before) and _styled(run)
    return f"\u200b{body}" if touching else body


def _styled(run: Run) -> bool:
    return run.strong or run.emphasis or run.struck or run.code


def _body(run: Run) -> str:
    text = _code(run.text) if run.code else escape(run.text)
    for mark, applies in (("*", run.emphasis), ("**", run.strong), ("~~", run.struck)):
        text = f"{mark}{text}{mark}" if applies else text
    if run.link is None or run.link == run.text:
        return text
    address = run.link.replace("<", "%3C").replace(">", "%3E")
    return f"[{text}](<{address}>)"


def _code(text: str) -> str:
    """Keep code apart by a fence longer than any inside: Discord reads no escapes there."""
    fence = "`" * (max(map(len, _BACKTICKS.findall(text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def escape(text: str) -> str:
    """Return text as Discord shows it literally; web addresses stay as they are, and lead there."""
    if not _SPECIAL.search(text):
        return text
    parts: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        parts += (_escaped(text[at : found.start()]), found[0])
        at = found.end()
    return "".join((*parts, _escaped(text[at:])))


def _escaped(text: str) -> str:
    return _NUMBERED.sub(r"\g<0>\\", _ACTIVE.sub(_backslashed, text))


def _backslashed(found: re.Match[str]) -> str:
    return f"{found['indent'] or ''}\\{found['mark'] or found[0]}"
