"""What a bot wants to say: the body of a message, read and checked."""

from msgspec import Struct, field

from sandbox.discord.components import read_rows
from sandbox.discord.form import Faults, Fields
from sandbox.discord.model import Attachment, MessageFlags
from sandbox.discord.polls import PollDraft, read_poll
from sandbox.discord.wirejson import JsonObject

CONTENT = 2000
"""Characters of a message (Discord's reference, create message)."""

NONCE = 25
"""Characters of a nonce (the same)."""

EMBEDS = 10
"""Embeds of a message (the same)."""

EMBEDS_IN_ALL = 6000
"""Characters of all texts in the embeds of a message (the same, embed limits)."""

_PAGES = ("http", "https")

FILE_BYTES = 10 * 1024 * 1024
"""The largest file that a bot may send (Discord's reference, uploading files)."""


class Upload(Struct, frozen=True):
    """A file as it came in a multipart body, under `files[index]`."""

    index: str
    filename: str
    content_type: str | None
    body: bytes


class Mentions(Struct, frozen=True):
    """Who may be mentioned (Discord's reference, allowed mentions): everybody, or some users."""

    everybody: bool
    users: tuple[str, ...]
    author: bool
    """Of the message that is answered."""

    def allow(self, user_id: str) -> bool:
        """Say whether a mention of this account is one."""
        return self.everybody or user_id in self.users


class Draft(Struct):
    """A message to be written; a field that was not sent is None.

    `keeps` are the ids of the attachments that an edited message shall keep.
    """

    content: str | None = None
    components: list[JsonObject] | None = None
    embeds: list[JsonObject] | None = None
    attachments: list[Attachment] = field(default_factory=list)
    keeps: list[str] | None = None
    reply_to: str | None = None
    reply_or_plain: bool = False
    nonce: str | int | None = None
    enforce_nonce: bool = False
    flags: MessageFlags = MessageFlags(0)
    tts: bool = False
    mentions: Mentions | None = None
    poll: PollDraft | None = None

    def says_nothing(self) -> bool:
        """Say whether there is nothing to see in it."""
        shown = self.content or self.embeds or self.attachments or self.components
        return not shown and self.poll is None


def read_draft(
    values: JsonObject,
    uploads: tuple[Upload, ...] = (),
    faults: Faults | None = None,
    at: tuple[str, ...] = (),
) -> Draft:
    """Return the message that a body asks for.

    Args:
        values: the body.
        uploads: the files that came with it.
        faults: where to note what is wrong; refused here where it is None.
        at: where the message stands in the body.

    Raises:
        RefusedError: a field is wrong.
    """
    noted = faults or Faults()
    fields = Fields(values, noted, at)
    draft = _check_voice(fields, _read(fields, uploads))
    if faults is None:
        noted.refuse()
    return draft


def _read(fields: Fields, uploads: tuple[Upload, ...]) -> Draft:
    _refuse_unserved(fields)
    reference = fields.inside("message_reference")
    return Draft(
        content=_content(fields) if "content" in fields.values else None,
        components=read_rows(fields) if "components" in fields.values else None,
        embeds=_embeds(fields) if "embeds" in fields.values else None,
        attachments=_attachments(fields, uploads),
        keeps=_kept(fields),
        mentions=_mentions(fields),
        reply_to=reference.snowflake("message_id", required=True) if reference else None,
        reply_or_plain=reference is not None
        and reference.values.get("fail_if_not_exists") is False,
        nonce=_nonce(fields),
        enforce_nonce=fields.flag("enforce_nonce"),
        flags=MessageFlags(fields.number("flags") or 0),
        tts=fields.flag("tts"),
        poll=read_poll(fields),
    )


def _check_voice(fields: Fields, draft: Draft) -> Draft:
    """Note what a voice message may not have, or lacks."""
    if MessageFlags.VOICE not in draft.flags:
        return draft
    shown = draft.content or draft.embeds or draft.components or draft.poll
    if shown or len(draft.attachments) != 1:
        words = "Voice messages have one audio attachment and nothing else"
        fields.note("flags", "VOICE_MESSAGE_INVALID", words)
    for file in draft.attachments:
        if file.seconds is None or file.waveform is None:
            words = "Voice messages need a duration and a waveform"
            fields.note("attachments", "VOICE_MESSAGE_METADATA", words)
    return draft


def _content(fields: Fields) -> str:
    """Return the content as Discord keeps it: without the space around it; null is none."""
    return (fields.text("content", 0, CONTENT) or "").strip()


def _refuse_unserved(fields: Fields) -> None:
    """Refuse what Discord takes and the stand-in does not serve, rather than to lose it."""
    for name in ("sticker_ids", "shared_client_theme"):
        if fields.values.get(name):
            fields.note(name, "SANDBOX_NOT_SERVED", "The stand-in does not serve this.")
    if (fields.number("flags") or 0) & MessageFlags.COMPONENTS_V2:
        fields.note("flags", "SANDBOX_NOT_SERVED", "The stand-in does not serve components v2.")


def _nonce(fields: Fields) -> str | int | None:
    value = fields.values.get("nonce")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return fields.text("nonce", 0, NONCE)


def _embeds(fields: Fields) -> list[JsonObject]:
    read: list[JsonObject] = []
    for embed in fields.each("embeds", 0, EMBEDS):
        embed.text("title", 0, 256)
        embed.text("description", 0, 4096)
        _check_address(embed, "url", _PAGES)
        image = embed.inside("image")
        if image is not None:
            _check_address(image, "url", (*_PAGES, "attachment"))
        read.append({"type": "rich", **embed.values})
    if sum(map(_length, read)) > EMBEDS_IN_ALL:
        words = f"Embed size exceeds maximum size of {EMBEDS_IN_ALL}"
        fields.note("embeds", "MAX_EMBED_SIZE_EXCEEDED", words)
    return read


def _length(embed: JsonObject) -> int:
    return sum(len(str(embed.get(name) or "")) for name in ("title", "description"))


def _check_address(fields: Fields, name: str, schemes: tuple[str, ...]) -> None:
    """Note an address of another kind (the reference speaks of http(s) and attachments only)."""
    scheme, separator, rest = (fields.text(name, 0, 2048) or "").partition("://")
    if scheme and not (separator and rest):
        fields.note(name, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif scheme and scheme not in schemes:
        listed = ", ".join(f"'{one}'" for one in _PAGES)
        words = f'Scheme "{scheme}" is not supported. Scheme must be one of ({listed}).'
        fields.note(name, "URL_TYPE_INVALID_SCHEME", words)


def _mentions(fields: Fields) -> Mentions | None:
    allowed = fields.inside("allowed_mentions")
    if allowed is None:
        return None
    kinds, users = allowed.texts("parse"), allowed.texts("users", 100)
    if users and "users" in kinds:
        words = 'parse:["users"] and users: [ids...] are mutually exclusive.'
        fields.note("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words)
    return Mentions("users" in kinds, users, allowed.flag("replied_user"))


def _kept(fields: Fields) -> list[str] | None:
    if "attachments" not in fields.values:
        return None
    return [str(each.values.get("id")) for each in fields.each("attachments")]


def _attachments(fields: Fields, uploads: tuple[Upload, ...]) -> list[Attachment]:
    named = {str(each.values.get("id")): each for each in fields.each("attachments", 0, 10)}
    return [_attachment(upload, named.get(upload.index)) for upload in uploads]


def _attachment(upload: Upload, described: Fields | None) -> Attachment:
    filename = described.text("filename", 0, 1024) if described else None
    return Attachment(
        id=upload.index,
        filename=filename or upload.filename,
        content_type=upload.content_type,
        body=upload.body,
        description=described.text("description", 0, 1024) if described else None,
        seconds=_seconds(described) if described else None,
        waveform=described.text("waveform", 0, 400) if described else None,
    )


def _seconds(described: Fields) -> float | None:
    value = described.values.get("duration_secs")
    return float(value) if isinstance(value, int | float) and value >= 0 else None
