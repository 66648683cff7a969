"""Signs that people put to messages, and how bots are told."""

from sandbox.control import ImpossibleError
from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Room
from sandbox.telegram.objects import MessageReactionUpdated
from sandbox.telegram.people_objects import ReactionType, User
from sandbox.telegram.world import World


def react(world: World, bot: Bot, person: User, signed: tuple[int, int], emoji: str) -> int | None:
    """Let a person put a sign to a message, and return the id of the update that tells the bot.

    Args:
        world: where this happens.
        bot: which is told, where it asked for such.
        person: who puts it.
        signed: the chat and the message.
        emoji: the sign; an empty one takes the person's away.

    Raises:
        ImpossibleError: there is no such message.
    """
    chat, message_id = signed
    room = world.room(bot, chat)
    if room is None or message_id not in room.messages:
        raise ImpossibleError("there is no such message")
    before = room.reactions.get((message_id, person.id))
    _keep(room, (message_id, person.id), emoji)
    update = MessageReactionUpdated(
        chat=room.chat,
        message_id=message_id,
        user=person,
        date=world.now(),
        old_reaction=[ReactionType("emoji", before)] if before else [],
        new_reaction=[ReactionType("emoji", emoji)] if emoji else [],
    )
    return bot.queue.push("message_reaction", update)


def _keep(room: Room, key: tuple[int, int], emoji: str) -> None:
    if emoji:
        room.reactions[key] = emoji
    else:
        room.reactions.pop(key, None)
