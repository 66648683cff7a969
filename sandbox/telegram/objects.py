"""The platform's objects as they go over the wire: names and meaning are the Bot API's types.

A field that is absent on the wire is None here. Dates are Unix time in seconds; offsets and
lengths of entities are in UTF-16 code units.
"""

from __future__ import annotations

from msgspec import Struct, field, structs


class User(Struct, frozen=True, omit_defaults=True):
    """A person or a bot; the last three fields are told by `getMe` alone."""

    id: int
    is_bot: bool
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    can_join_groups: bool | None = None
    can_read_all_group_messages: bool | None = None
    supports_inline_queries: bool | None = None


class Chat(Struct, frozen=True, omit_defaults=True):
    """A private chat (its id is the person's), a group, a supergroup or a forum."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    is_forum: bool | None = None


class MessageEntity(Struct, frozen=True, omit_defaults=True):
    """One stretch of a text that means something."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user: User | None = None
    language: str | None = None
    custom_emoji_id: str | None = None


class InlineKeyboardButton(Struct, frozen=True, omit_defaults=True):
    """A button under a message: with `callback_data` it is told to the bot, with `url` it opens."""

    text: str
    url: str | None = None
    callback_data: str | None = None


class InlineKeyboardMarkup(Struct, frozen=True):
    """The buttons under a message, row by row."""

    inline_keyboard: list[list[InlineKeyboardButton]]


class PhotoSize(Struct, frozen=True, omit_defaults=True):
    """One size of a picture."""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    file_size: int | None = None


class Document(Struct, frozen=True, omit_defaults=True):
    """A file of any kind."""

    file_id: str
    file_unique_id: str
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Audio(Struct, frozen=True, omit_defaults=True):
    """Music; `duration` in seconds."""

    file_id: str
    file_unique_id: str
    duration: int
    performer: str | None = None
    title: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Video(Struct, frozen=True, omit_defaults=True):
    """A film; `duration` in seconds."""

    file_id: str
    file_unique_id: str
    width: int
    height: int
    duration: int
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Voice(Struct, frozen=True, omit_defaults=True):
    """A spoken note; `duration` in seconds."""

    file_id: str
    file_unique_id: str
    duration: int
    mime_type: str | None = None
    file_size: int | None = None


class Location(Struct, frozen=True, omit_defaults=True):
    """A point on the map, in degrees."""

    latitude: float
    longitude: float
    horizontal_accuracy: float | None = None


class Message(Struct, frozen=True, omit_defaults=True):
    """What stands in a chat."""

    message_id: int
    date: int
    chat: Chat
    sender: User | None = field(name="from", default=None)
    message_thread_id: int | None = None
    is_topic_message: bool | None = None
    reply_to_message: Message | None = None
    edit_date: int | None = None
    media_group_id: str | None = None
    text: str | None = None
    entities: list[MessageEntity] | None = None
    caption: str | None = None
    caption_entities: list[MessageEntity] | None = None
    photo: list[PhotoSize] | None = None
    document: Document | None = None
    audio: Audio | None = None
    video: Video | None = None
    voice: Voice | None = None
    location: Location | None = None
    contact: Contact | None = None
    forum_topic_created: ForumTopicCreated | None = None
    new_chat_members: list[User] | None = None
    left_chat_member: User | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None
    reply_markup: InlineKeyboardMarkup | None = None

    def alone(self) -> Message:
        """Return it as it is told inside of another one: without what it answers itself."""
        return structs.replace(self, reply_to_message=None)


class CallbackQuery(Struct, frozen=True, omit_defaults=True):
    """Somebody pressed a button of ours."""

    id: str
    sender: User = field(name="from")
    chat_instance: str
    message: Message | None = None
    data: str | None = None


class ChatMember(Struct, frozen=True, omit_defaults=True):
    """What somebody is in a chat: `until_date` (0 is for ever) is told of those thrown out."""

    status: str
    user: User
    until_date: int | None = None


class ChatMemberUpdated(Struct, frozen=True, omit_defaults=True):
    """Somebody has become something else in a chat."""

    chat: Chat
    sender: User = field(name="from")
    date: int
    old_chat_member: ChatMember
    new_chat_member: ChatMember


class BotCommand(Struct, frozen=True):
    """A line of the menu."""

    command: str
    description: str


class File(Struct, frozen=True, omit_defaults=True):
    """A file that can be fetched from `file_path` under the address for files."""

    file_id: str
    file_unique_id: str
    file_size: int | None = None
    file_path: str | None = None


class AcceptedGiftTypes(Struct, frozen=True):
    """Which presents a chat takes; here none."""

    unlimited_gifts: bool
    limited_gifts: bool
    unique_gifts: bool
    premium_subscription: bool
    gifts_from_channels: bool


NO_GIFTS = AcceptedGiftTypes(
    unlimited_gifts=False,
    limited_gifts=False,
    unique_gifts=False,
    premium_subscription=False,
    gifts_from_channels=False,
)


class ChatFullInfo(Struct, frozen=True, omit_defaults=True):
    """A chat with everything that is told of it on request."""

    id: int
    type: str
    accent_color_id: int
    max_reaction_count: int
    accepted_gift_types: AcceptedGiftTypes
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    is_forum: bool | None = None


class Contact(Struct, frozen=True, omit_defaults=True):
    """Somebody's telephone number."""

    phone_number: str
    first_name: str
    last_name: str | None = None
    user_id: int | None = None


class ForumTopicCreated(Struct, frozen=True):
    """A topic of a forum has begun."""

    name: str
    icon_color: int


class WebhookInfo(Struct, frozen=True, omit_defaults=True):
    """Where updates are posted to, and how that goes."""

    url: str
    has_custom_certificate: bool
    pending_update_count: int
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None
    max_connections: int | None = None
    allowed_updates: list[str] | None = None
