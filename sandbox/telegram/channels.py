"""Channels: administrators post, others read; bots post where somebody made them administrators."""

from sandbox.control import ImpossibleError
from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Room
from sandbox.telegram.people_objects import User
from sandbox.telegram.play import became
from sandbox.telegram.world import World


def make_channel(world: World, title: str, username: str | None, owner: User) -> Room:
    """Make a channel of a person, who is alone in it.

    Raises:
        ImpossibleError: another chat has this username.
    """
    if username is not None and world.public(username) is not None:
        raise ImpossibleError("this username is taken")
    room = world.add_channel(title, username)
    room.members = {owner.id: owner}
    return room


def post_there(room: Room, bot: Bot) -> None:
    """Let a bot post in a channel; nobody is told."""
    room.barred.discard(bot.id)
    room.members[bot.id] = bot.user
    room.posting.add(bot.id)


def promote(world: World, bot: Bot, person: User, room: Room) -> int | None:
    """Let a person make a bot an administrator, and return the id of the update that tells it.

    Raises:
        ImpossibleError: it is no channel.
    """
    _check(room)
    before = "kicked" if bot.id in room.barred else "left"
    post_there(room, bot)
    change = became(world, bot, person, room, (before, "administrator"))
    return bot.queue.push("my_chat_member", change)


def demote(world: World, bot: Bot, person: User, room: Room) -> int | None:
    """Let a person take a bot its rights, and return the id of the update that tells it.

    Raises:
        ImpossibleError: it is no channel.
    """
    _check(room)
    room.posting.discard(bot.id)
    change = became(world, bot, person, room, ("administrator", "member"))
    return bot.queue.push("my_chat_member", change)


def _check(room: Room) -> None:
    if not room.is_channel:
        raise ImpossibleError("only a channel has administrators who post")
