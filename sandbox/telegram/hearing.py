"""What a bot hears in a group: in privacy mode only what is meant for it (Bot FAQ)."""

from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Room
from sandbox.telegram.objects import Message


def hears(bot: Bot, room: Room, message: Message) -> bool:
    """Say whether a bot is told of a message.

    Args:
        bot: which is in the chat.
        room: the chat.
        message: what stands in it, of a person or of the platform itself.
    """
    if room.is_private or not bot.is_private:
        return True
    if _is_service(message):
        return True
    reply = message.reply_to_message
    if reply is not None and reply.sender == bot.user:
        return True
    return any(_is_meant(bot, kind, words) for kind, words in _marked(message))


def _is_service(message: Message) -> bool:
    return any(
        (
            message.new_chat_members,
            message.left_chat_member,
            message.migrate_to_chat_id,
            message.migrate_from_chat_id,
            message.forum_topic_created,
        )
    )


def _marked(message: Message) -> list[tuple[str, str]]:
    units = (message.text or message.caption or "").encode("utf-16-le")
    marked = []
    for entity in message.entities or message.caption_entities or ():
        stop = entity.offset + entity.length
        marked.append((entity.type, units[entity.offset * 2 : stop * 2].decode("utf-16-le")))
    return marked


def _is_meant(bot: Bot, kind: str, words: str) -> bool:
    """Say whether a command or a mention is for this bot; a command without a name is for all."""
    _, at, name = words.partition("@")
    is_ours = name.lower() == bot.username.lower()
    return (kind == "bot_command" and (is_ours or not at)) or (kind == "mention" and is_ours)
