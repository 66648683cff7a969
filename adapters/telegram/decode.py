"""From Telegram's updates to neutral events: pure, and total over any bytes."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from adapters.telegram.attachments import attachments_of
from adapters.telegram.wire import (
    Answered,
    CallbackQuery,
    Keyboard,
    MembershipChange,
    Message,
    Numbered,
    PollAnswer,
    Reaction,
    Update,
    User,
)
from bot.channels.aside import pressed_in
from bot.channels.platform_json import UNREADABLE, without_zeros
from bot.core.content import Contact
from bot.core.events import (
    Blocked,
    Happening,
    Incoming,
    Pressed,
    Reacted,
    Said,
    Sender,
    SpaceMoved,
    Unblocked,
    Voted,
)
from bot.core.lazy_pattern import lazy_pattern

ALLOWED_UPDATES: Final = (
    "message",
    "callback_query",
    "my_chat_member",
    "poll_answer",
    "message_reaction",
)
"""What we ask Telegram for, each time: the list is sticky on its side (Bot API: getUpdates).

What people change in what they wrote (edited_message) is not among these: it was answered."""

_UPDATES = msgspec.json.Decoder(Update)
_NUMBERS = msgspec.json.Decoder(Numbered)

_LONGEST_ALBUM = 64
"""Characters of what Telegram calls an album (some twenty digits) that are looked at."""

_COMMAND = lazy_pattern(r"/(\w+)(?:@(\w+))?(?=\s|$)", re.ASCII)
_GROUPS = frozenset({"group", "supergroup"})


class BotName(Struct, frozen=True):
    """Who we are on Telegram: `username` is written without its @."""

    id: int
    username: str = ""


def read(update: bytes) -> Update | None:
    """Return the fields that we know of an update, None where it cannot be read.

    Args:
        update: the JSON of one update.
    """
    try:
        return _UPDATES.decode(without_zeros(update))
    except UNREADABLE:
        return None


def number_of(update: bytes) -> int | None:
    """Return the number of an update, which even an unreadable one should have.

    Args:
        update: the JSON of one update.
    """
    try:
        return _NUMBERS.decode(update).update_id
    except UNREADABLE:
        return None


def decode(update: bytes, me: BotName) -> Incoming | None:
    """Return what an update tells us; None where it concerns nobody here or cannot be read.

    Args:
        update: the JSON of one update, kept as it is in `Incoming.raw`.
        me: our own bot, whose name is taken out of what people write.
    """
    fields = read(update)
    return None if fields is None else event_of(fields, update, me)


def event_of(update: Update, raw: bytes, me: BotName) -> Incoming | None:
    """Return what an update tells us, None where it concerns nobody here.

    Args:
        update: the fields that were read.
        raw: the JSON that they were read from.
        me: our own bot.
    """
    moved = None if update.message is None else _moved(update.message)
    if moved is not None:
        return Incoming(
            str(update.update_id), Sender(moved.old), SpaceMoved(moved.new), moved.old, raw
        )
    told = _told(update, me)
    if told is None:
        return None
    user, happening, space = told
    return Incoming(str(update.update_id), _sender(user), happening, space, raw)


class _Move(Struct, frozen=True):
    """A group has become a supergroup: from which id to which."""

    old: str
    new: str


def _moved(message: Message) -> _Move | None:
    """Return the move that a message of Telegram itself tells, which it does in both chats.

    In the new one it comes in the name of the group, with an automaton as its sender.
    """
    if message.migrate_to_chat_id is not None:
        return _Move(str(message.chat.id), str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return _Move(str(message.migrate_from_chat_id), str(message.chat.id))
    return None


_Told = tuple[User, Happening, str | None]


def _told(update: Update, me: BotName) -> _Told | None:
    if update.message is not None:
        return _written(update.message, me)
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    if update.my_chat_member is not None:
        return _door(update.my_chat_member)
    if update.poll_answer is not None:
        return _voted(update.poll_answer)
    if update.message_reaction is not None:
        return _reacted(update.message_reaction)
    return None


def _written(message: Message, me: BotName) -> _Told | None:
    user = message.sender
    if user is None or user.is_bot or message.sender_chat is not None:
        return None
    words, attachments = _words(message), attachments_of(message)
    told = _meant_for_us(message, words, me)
    if told is None or not (words or attachments):
        return None
    number = message.message_id
    said = Said(
        told,
        attachments,
        _contact(message),
        quotes=_quoted(message.reply_to_message),
        message=None if number is None else str(number),
        album=message.media_group_id and message.media_group_id[:_LONGEST_ALBUM],
        replies_to=_replied(message, me),
    )
    return user, said, _space(message)


def _replied(message: Message, me: BotName) -> str | None:
    """Return the id of a message of ours that is answered in a group, None where it is none."""
    answered = message.reply_to_message
    if answered is None or answered.message_id is None or _space(message) is None:
        return None
    sender = None if answered.forum_topic_created is not None else answered.sender
    is_ours = sender is not None and sender.id == me.id
    return str(answered.message_id) if is_ours else None


def _quoted(answered: Answered | None) -> str | None:
    """Return a button of the message that is answered, None where it has none of a bot's."""
    if answered is None or answered.reply_markup is None:
        return None
    return next(_buttons(answered.reply_markup), None)


def _buttons(keyboard: Keyboard) -> Iterator[str]:
    """Yield what the buttons below a message of a bot's send."""
    keys = (key.callback_data for row in keyboard.inline_keyboard for key in row)
    return (data for data in keys if data is not None)


def _contact(message: Message) -> Contact | None:
    """Return the telephone number that was shared, with whose it is."""
    shared = message.contact
    if shared is None:
        return None
    name = f"{shared.first_name} {shared.last_name or ''}".strip()
    return Contact(shared.phone, name or None)


def _words(message: Message) -> str:
    """Return what was written; a shared contact counts as its number, a sticker as its emoji."""
    words = message.text or message.caption
    if not words and message.contact is not None:
        words = message.contact.phone
    if not words and message.sticker is not None:
        words = message.sticker.emoji
    return words or ""


def _own_command(words: str, me: BotName) -> str:
    """Return a command without our own name behind it; anything else as it is."""
    command = _COMMAND.match(words)
    if command is None or (command[2] or "").lower() != me.username.lower():
        return words
    return f"/{command[1]}{words[command.end() :]}"


def _meant_for_us(message: Message, words: str, me: BotName) -> str | None:
    """Return what was said to us, None where it was said to others.

    In a group that is a command, a message that names us, or a reply to one of ours.
    """
    if message.chat.type == "private":
        return _own_command(words, me)
    if message.chat.type not in _GROUPS:
        return None
    command = _COMMAND.match(words)
    if command is not None:
        is_ours = command[2] is None or command[2].lower() == me.username.lower()
        return _own_command(words, me) if is_ours else None
    mention = re.compile(rf"(?<![\w@/])@{re.escape(me.username)}(?!\w)", re.ASCII | re.IGNORECASE)
    if mention.search(words):
        return _without(mention, words)
    return words if _answers_us(message, me) else None


def _without(mention: re.Pattern[str], words: str) -> str:
    """Return what is left without the mention, and without the comma that follows one in front."""
    parts = [part.strip() for part in mention.split(words)]
    if not parts[0]:
        parts[1] = parts[1].lstrip(",: ")
    return " ".join(part for part in parts if part)


def _answers_us(message: Message, me: BotName) -> bool:
    answered = message.reply_to_message
    return (
        answered is not None
        and answered.forum_topic_created is None
        and answered.sender is not None
        and answered.sender.id == me.id
    )


def _space(message: Message) -> str | None:
    """Return the group, with the topic where it is a forum's; None in private."""
    if message.chat.type == "private":
        return None
    if message.is_topic_message and message.message_thread_id is not None:
        return f"{message.chat.id}/{message.message_thread_id}"
    return str(message.chat.id)


def _pressed(query: CallbackQuery) -> _Told | None:
    message = query.message
    if query.data is None or message is None or message.chat.type == "channel":
        return None
    if message.chat.type != "private":
        return query.sender, Pressed(query.data), _space(message)
    return query.sender, *_pressed_aside(query.data, message)


def _pressed_aside(data: str, message: Message) -> tuple[Pressed, str | None]:
    """Return a press in private, which may belong to a group.

    What a press sends can be made up (Bot API: CallbackQuery.data), what stands below a message of
    ours cannot: only then it is believed that somebody was in that group.
    """
    if message.reply_markup is None or data not in _buttons(message.reply_markup):
        return Pressed(data), None
    button, space = pressed_in(data)
    return Pressed(button), space


def _reacted(change: Reaction) -> _Told | None:
    """Return the sign that somebody put to a message in private, or that they took theirs away.

    In a group it may be a sign to anybody's message, and is not told: nobody spoke to us.
    """
    user = change.user
    if user is None or user.is_bot or change.chat.type != "private":
        return None
    message = str(change.message_id)
    if not change.new_reaction:
        return user, Reacted(None, message), None
    put = [sign.emoji for sign in change.new_reaction if sign not in change.old_reaction]
    emoji = next((sign for sign in put if sign), None)
    return None if emoji is None else (user, Reacted(emoji, message), None)


def _voted(vote: PollAnswer) -> _Told | None:
    """Return for what a person voted; where that was asked is not told (Bot API: PollAnswer)."""
    if vote.user is None or vote.voter_chat is not None:
        return None
    return vote.user, Voted(vote.poll_id, vote.option_ids), None


def _door(change: MembershipChange) -> _Told | None:
    """Return whether a person closed or opened the door (Bot API: ChatMemberUpdated)."""
    if change.chat.type != "private":
        return None
    match change.new_chat_member.status:
        case "kicked":
            return change.sender, Blocked(), None
        case "member":
            return change.sender, Unblocked(), None
        case _:
            return None


def _sender(user: User) -> Sender:
    name = f"{user.first_name} {user.last_name or ''}".strip()
    return Sender(
        id=str(user.id),
        name=name or None,
        first_name=user.first_name or None,
        language=user.language_code,
    )
