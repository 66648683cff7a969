"""Messages as the control API shows them: short, and with the bot called `bot`."""

from collections.abc import Collection, Sequence

from msgspec import Struct, field

from sandbox.telegram.attachments import file_of
from sandbox.telegram.objects import InlineKeyboardButton, Message, MessageEntity
from sandbox.telegram.watching import Change


class ShownButton(Struct, frozen=True, omit_defaults=True):
    """A button: `data` comes back when it is pressed, `url` is opened."""

    label: str
    data: str | None = None
    url: str | None = None


_KINDS = (
    *("photo", "animation", "video", "audio", "voice", "document"),
    *("location", "contact", "poll"),
)
"""What a message may be beside text: its own field of the Bot API."""


class ShownMessage(Struct, frozen=True):
    """A message.

    `sender` is `bot`, also in channels, or the id of a person or of another bot; `text` may be the
    caption of `file`, which is a file's name or kind, and a `picture` where it is shown as one; a
    poll's question is its text; `date` is Unix time in seconds. `kind` is what else it is than
    text, in the Bot API's words, and `album` what it has in common with the others of an album.
    """

    message_id: int
    sender: str | int = field(name="from")
    text: str
    entities: Sequence[MessageEntity]
    buttons: Sequence[Sequence[ShownButton]]
    reply_to: int | None
    topic: int | None
    file: str | None
    file_id: str | None
    picture: bool
    kind: str | None
    album: str | None
    options: Sequence[str]
    date: int
    edited: bool


class ShownChange(Struct, frozen=True, omit_defaults=True):
    """A change in a chat, as those who watch are told: see `Change`."""

    type: str
    chat: int
    message_id: int
    message: ShownMessage | None = None
    text: str | None = None
    action: str | None = None


def shown(message: Message, *bots: int) -> ShownMessage:
    """Return a message as the control API shows it.

    Args:
        message: what stands in a chat.
        bots: who is called `bot`, by id.
    """
    sender = message.sender.id if message.sender else 0
    is_bots = sender in bots or message.sender_chat is not None
    reply = message.reply_to_message
    held, poll = file_of(message), message.poll
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    return ShownMessage(
        message_id=message.message_id,
        sender="bot" if is_bots else sender,
        text=message.text or message.caption or (poll.question if poll else ""),
        entities=message.entities or message.caption_entities or (),
        buttons=[[_button(button) for button in row] for row in rows],
        reply_to=reply.message_id if reply else None,
        topic=message.message_thread_id,
        file=held.name if held else None,
        file_id=held.file_id if held else None,
        picture=bool(message.photo or message.animation),
        kind=next((kind for kind in _KINDS if getattr(message, kind)), None),
        album=message.media_group_id,
        options=[option.text for option in poll.options] if poll else (),
        date=message.date,
        edited=message.edit_date is not None,
    )


def shown_change(change: Change, bots: Collection[int]) -> ShownChange:
    """Return a change as those who watch are told.

    Args:
        change: what happened.
        bots: the ids of all bots, each called `bot`.
    """
    return ShownChange(
        type=change.type,
        chat=change.chat,
        message_id=change.message_id,
        message=shown(change.message, *bots) if change.message else None,
        text=change.text,
        action=change.action,
    )


def _button(button: InlineKeyboardButton) -> ShownButton:
    return ShownButton(button.text, button.callback_data, button.url)
