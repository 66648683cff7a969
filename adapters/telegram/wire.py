"""The few fields of Telegram's updates that we read; everything else in them is passed over.

The names are Telegram's own (Bot API: Update, Message, CallbackQuery, ChatMemberUpdated,
PollAnswer, MessageReactionUpdated).
"""

from typing import Annotated

from msgspec import Meta, Struct, field

Number = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""An id or another whole number: Telegram's have 64 bits with a sign (Bot API: Update, Chat)."""


class Numbered(Struct, frozen=True):
    """An update of which only the number is looked at."""

    update_id: Number


class User(Struct, frozen=True):
    """Who did something; `is_bot` is true for automatons, our own included."""

    id: Number
    is_bot: bool = False
    first_name: str = ""
    last_name: str | None = None
    language_code: str | None = None


class Chat(Struct, frozen=True):
    """Where it was done; `type` is private, group, supergroup or channel."""

    id: Number
    type: str = "private"


class File(Struct, frozen=True):
    """Anything that Telegram keeps as a file: `file_size` is in bytes."""

    file_id: str
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Sticker(Struct, frozen=True):
    """A sticker, with the emoji that it stands for."""

    file_id: str
    emoji: str | None = None


class Place(Struct, frozen=True):
    """A point on the map, in degrees."""

    latitude: float
    longitude: float


class Contact(Struct, frozen=True):
    """A telephone number that a person shared; `user_id` is whose on Telegram it is, if known."""

    phone_number: str
    first_name: str = ""
    last_name: str | None = None
    user_id: Number | None = None

    @property
    def phone(self) -> str:
        """The number; Telegram leaves the + out before those of its own users."""
        number = self.phone_number
        is_whole = self.user_id is not None and number.isdecimal()
        return f"+{number}" if is_whole else number


class Topic(Struct, frozen=True):
    """The opening of a forum topic."""

    name: str = ""


class Key(Struct, frozen=True):
    """A button under a message of a bot."""

    callback_data: str | None = None


class Keyboard(Struct, frozen=True):
    """The buttons under a message, row by row."""

    inline_keyboard: tuple[tuple[Key, ...], ...] = ()


class Answered(Struct, frozen=True):
    """The message that another one replies to.

    In a forum every message of a topic "replies" to the opening of that topic, where
    `forum_topic_created` is set.
    """

    sender: User | None = field(default=None, name="from")
    forum_topic_created: Topic | None = None
    reply_markup: Keyboard | None = None
    message_id: Number | None = None


class Message(Struct, frozen=True):
    """A message as it came; `sender_chat` is set where a group or channel speaks for itself."""

    chat: Chat
    message_id: Number | None = None
    sender: User | None = field(default=None, name="from")
    sender_chat: Chat | None = None
    media_group_id: str | None = None
    message_thread_id: Number | None = None
    is_topic_message: bool = False
    reply_to_message: Answered | None = None
    text: str | None = None
    caption: str | None = None
    photo: tuple[File, ...] = ()
    document: File | None = None
    audio: File | None = None
    voice: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    sticker: Sticker | None = None
    location: Place | None = None
    contact: Contact | None = None
    reply_markup: Keyboard | None = None
    migrate_to_chat_id: Number | None = None
    migrate_from_chat_id: Number | None = None


class Sign(Struct, frozen=True):
    """A sign to a message: `emoji` is None where it is of one's own making, or paid."""

    emoji: str | None = None


class Reaction(Struct, frozen=True):
    """Somebody changed their signs to a message; `user` is None where they are not told."""

    chat: Chat
    message_id: Number
    user: User | None = None
    old_reaction: tuple[Sign, ...] = ()
    new_reaction: tuple[Sign, ...] = ()


class PollAnswer(Struct, frozen=True):
    """A vote: `option_ids` is empty where it is taken back, `voter_chat` a chat that voted."""

    poll_id: str
    option_ids: tuple[int, ...] = ()
    user: User | None = None
    voter_chat: Chat | None = None


class CallbackQuery(Struct, frozen=True):
    """A press on a button; `message` is the one that carries it, absent for inline messages."""

    id: str
    sender: User = field(name="from")
    message: Message | None = None
    data: str | None = None


class Membership(Struct, frozen=True):
    """What a bot is in a chat now: member, kicked, left and others."""

    status: str


class MembershipChange(Struct, frozen=True):
    """Our own membership changed: in a private chat a person blocked or unblocked the bot."""

    chat: Chat
    sender: User = field(name="from")
    new_chat_member: Membership


class Update(Struct, frozen=True):
    """One update: exactly one of the optional fields is set."""

    update_id: Number
    message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MembershipChange | None = None
    poll_answer: PollAnswer | None = None
    message_reaction: Reaction | None = None
