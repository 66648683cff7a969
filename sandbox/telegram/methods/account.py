"""What a bot asks about itself and about chats."""

from msgspec import structs

from sandbox.telegram.calls import Call
from sandbox.telegram.facts import NO_GIFTS, ChatFullInfo
from sandbox.telegram.methods.targets import room_of
from sandbox.telegram.objects import ChatMember, ChatMemberAdministrator
from sandbox.telegram.people_objects import User
from sandbox.telegram.play import member_as
from sandbox.telegram.refusals import bad_request


def get_me(call: Call) -> User:
    """Return the bot's own account."""
    return structs.replace(
        call.bot.user,
        can_join_groups=True,
        can_read_all_group_messages=not call.bot.is_private,
        supports_inline_queries=False,
    )


def get_chat_member(call: Call) -> ChatMember | ChatMemberAdministrator:
    """Return what somebody is in a chat.

    Raises:
        RefusedError: there is no such chat, or it does not show who is in it.
    """
    room, number = room_of(call), call.parameters.integer("user_id")
    if room.is_channel and call.bot.id not in room.posting:
        raise bad_request("member list is inaccessible")
    user = room.members.get(number)
    if user is None:
        raise bad_request("user not found")
    if number in room.barred:
        return member_as("kicked", user)
    return member_as("administrator" if number in room.posting else "member", user)


def get_chat(call: Call) -> ChatFullInfo:
    """Return all that is told of a chat.

    Raises:
        RefusedError: there is none, or the bot was never let in.
    """
    chat = room_of(call).chat
    return ChatFullInfo(
        id=chat.id,
        type=chat.type,
        accent_color_id=0,
        max_reaction_count=11,
        accepted_gift_types=NO_GIFTS,
        title=chat.title,
        username=chat.username,
        first_name=chat.first_name,
        last_name=chat.last_name,
        is_forum=chat.is_forum,
    )
