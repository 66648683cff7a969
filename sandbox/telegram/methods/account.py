"""What a bot asks about itself and about chats."""

from msgspec import structs

from sandbox.telegram.calls import Call
from sandbox.telegram.facts import NO_GIFTS, ChatFullInfo
from sandbox.telegram.methods.targets import room_of
from sandbox.telegram.people_objects import User


def get_me(call: Call) -> User:
    """Return the bot's own account."""
    return structs.replace(
        call.bot.user,
        can_join_groups=True,
        can_read_all_group_messages=not call.bot.is_private,
        supports_inline_queries=False,
    )


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
