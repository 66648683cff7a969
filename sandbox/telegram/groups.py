"""Groups: who is in them, their topics, and their move to a supergroup."""

from collections.abc import Sequence

from msgspec import structs

from sandbox.control import ImpossibleError
from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Room
from sandbox.telegram.objects import ForumTopicCreated, Message
from sandbox.telegram.people_objects import User
from sandbox.telegram.play import announce, became
from sandbox.telegram.world import GroupKind, World

_TOPIC_COLOUR = 7_322_096
"""Bot API, ForumTopic: one of the colours that there are."""


def make_group(
    world: World, title: str, kind: GroupKind, people: Sequence[User], bots: Sequence[Bot]
) -> Room:
    """Make a group, in which the first person has put everybody; each bot is told.

    Raises:
        ImpossibleError: it has no people.
    """
    if not people:
        raise ImpossibleError("a group needs people")
    room = world.add_group(title, kind)
    room.members = {person.id: person for person in people}
    for bot in bots:
        invite(world, bot, people[0], room)
    return room


def invite(world: World, bot: Bot, person: User, room: Room) -> int | None:
    """Let a person put a bot into a group, and return the id of the update that tells it."""
    before = "kicked" if bot.id in room.barred else "left"
    room.barred.discard(bot.id)
    room.members[bot.id] = bot.user
    return bot.queue.push("my_chat_member", became(world, bot, person, room, (before, "member")))


def kick(world: World, bot: Bot, person: User, room: Room) -> int | None:
    """Let a person throw a bot out of a group, and return the id of the update that tells it."""
    room.barred.add(bot.id)
    return bot.queue.push("my_chat_member", became(world, bot, person, room, ("member", "kicked")))


def open_topic(world: World, room: Room, name: str, person: User) -> int:
    """Let a person open a topic, and return its id.

    Raises:
        ImpossibleError: the group is no forum.
    """
    if not room.chat.is_forum:
        raise ImpossibleError("only a forum has topics")
    number = room.ids.last + 1
    room.topics[number] = name
    opened = structs.replace(
        _service(world, room, person),
        message_thread_id=number,
        is_topic_message=True,
        forum_topic_created=ForumTopicCreated(name, _TOPIC_COLOUR),
    )
    _announce(world, room, opened)
    return number


def migrate(world: World, room: Room) -> Room:
    """Let a group become a supergroup, which is another chat; every bot is told in both.

    Raises:
        ImpossibleError: it is a supergroup already, or has moved.
    """
    if room.chat.type != "group" or room.moved_to is not None:
        raise ImpossibleError("only a group that has not moved becomes a supergroup")
    person = next(member for member in room.members.values() if not member.is_bot)
    moved = world.add_group(room.chat.title or "", "supergroup")
    moved.members, moved.barred = dict(room.members), set(room.barred)
    left = structs.replace(_service(world, room, person), migrate_to_chat_id=moved.chat.id)
    came = structs.replace(_service(world, moved, person), migrate_from_chat_id=room.chat.id)
    _announce(world, room, left)
    room.moved_to = moved.chat.id
    _announce(world, moved, came)
    return moved


def _service(world: World, room: Room, person: User) -> Message:
    return Message(message_id=0, date=world.now(), chat=room.chat, sender=person)


def _announce(world: World, room: Room, message: Message) -> None:
    announce(world, room, "message", world.put(room, message))
