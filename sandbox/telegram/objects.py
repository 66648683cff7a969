"""The platform's objects as they go over the wire: names and meaning are the Bot API's types.

A field that is absent on the wire is None here. Dates are Unix time in seconds; offsets and
lengths of entities are in UTF-16 code units.
"""

from msgspec import Struct, field, structs

from sandbox.telegram.media_objects import (
    Animation,
    Audio,
    Contact,
    Document,
    Location,
    PhotoSize,
    Video,
    Voice,
)
from sandbox.telegram.people_objects import ReactionType, User
from sandbox.telegram.poll_objects import Poll


class Chat(Struct, frozen=True, omit_defaults=True):
    """A private chat (its id is the person's), a group, a supergroup, a forum or a channel."""

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


class ForumTopicCreated(Struct, frozen=True):
    """A topic of a forum has begun."""

    name: str
    icon_color: int


class Message(Struct, frozen=True, omit_defaults=True):
    """What stands in a chat."""

    message_id: int
    date: int
    chat: Chat
    sender: User | None = field(name="from", default=None)
    sender_chat: Chat | None = None
    message_thread_id: int | None = None
    is_topic_message: bool | None = None
    reply_to_message: "Message | None" = None
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
    animation: Animation | None = None
    location: Location | None = None
    contact: Contact | None = None
    poll: Poll | None = None
    forum_topic_created: ForumTopicCreated | None = None
    new_chat_members: list[User] | None = None
    left_chat_member: User | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None
    reply_markup: InlineKeyboardMarkup | None = None

    def alone(self) -> "Message":
        """Return it as it is told inside of another one: without what it answers itself."""
        return structs.replace(self, reply_to_message=None)


class CallbackQuery(Struct, frozen=True, omit_defaults=True):
    """Somebody pressed a button of ours."""

    id: str
    sender: User = field(name="from")
    chat_instance: str
    message: Message | None = None
    data: str | None = None


class MessageReactionUpdated(Struct, frozen=True):
    """Somebody has changed their signs to a message."""

    chat: Chat
    message_id: int
    user: User
    date: int
    old_reaction: list[ReactionType]
    new_reaction: list[ReactionType]


class ChatMember(Struct, frozen=True, omit_defaults=True):
    """What somebody is in a chat: `until_date` (0 is for ever) is told of those thrown out."""

    status: str
    user: User
    until_date: int | None = None


class ChatMemberAdministrator(Struct, frozen=True, kw_only=True):
    """An administrator who may post and nothing more, as a bot is in a channel."""

    status: str = "administrator"
    user: User
    can_be_edited: bool = False
    is_anonymous: bool = False
    can_manage_chat: bool = True
    can_delete_messages: bool = False
    can_manage_video_chats: bool = False
    can_restrict_members: bool = False
    can_promote_members: bool = False
    can_change_info: bool = False
    can_invite_users: bool = False
    can_post_stories: bool = False
    can_edit_stories: bool = False
    can_delete_stories: bool = False
    can_post_messages: bool = True
    can_edit_messages: bool = False


class ChatMemberUpdated(Struct, frozen=True, omit_defaults=True):
    """Somebody has become something else in a chat."""

    chat: Chat
    sender: User = field(name="from")
    date: int
    old_chat_member: ChatMember | ChatMemberAdministrator
    new_chat_member: ChatMember | ChatMemberAdministrator
