"""Who may read what people wrote: the privileged intent for the content of messages."""

from sandbox.discord.model import Bot, Channel, Message
from sandbox.discord.wirejson import JsonObject


def cover(
    written: JsonObject, message: Message, place: Channel, bot: Bot, *, allowed: bool
) -> JsonObject:
    """Return a message as a bot may read it.

    Without the intent a bot reads only its own messages, those that mention it and private ones:
    the others come without content, embeds, attachments, components and polls (Discord's reference,
    gateway: message content intent). The answered message follows the same rule by itself.

    Args:
        written: the message in full.
        message: the same.
        place: where it is.
        bot: who reads.
        allowed: whether the bot has the intent here.
    """
    if allowed or place.guild_id is None:
        return written
    covered = dict(written)
    if message.author.id != bot.id and bot.id not in message.mentions:
        covered |= {"content": "", "embeds": [], "attachments": [], "components": []}
        covered.pop("poll", None)
    answered_id = message.reference.message_id if message.reference else None
    answered = place.messages.get(answered_id or "")
    inner = covered.get("referenced_message")
    if answered is not None and isinstance(inner, dict):
        covered["referenced_message"] = cover(inner, answered, place, bot, allowed=False)
    return covered
