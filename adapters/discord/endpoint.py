"""The Interactions Endpoint: what Discord posts is answered in time, by the way it came.

Everything else about an interaction is as over the gateway: it waits in the same reception, and
replies leave the same way (Discord's reference: Receiving and Responding).
"""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from adapters.discord.decode_interaction import decode_interaction
from adapters.discord.heard import Heard
from adapters.discord.interactions import Interactions
from bot.channels.doors import Answered, Declined, PlatformCall
from bot.channels.platform_json import UNREADABLE

_PING = 1
"""The interaction type with which Discord asks whether we are there; the answer is the same."""

_PONG = Answered(msgspec.json.encode({"type": _PING}))
_NONE = Declined(400, "This is no interaction that is offered here.")


class _Typed(Struct, frozen=True):
    type: int


_TYPED = msgspec.json.Decoder(_Typed)


def is_ping(body: bytes) -> bool:
    """Say whether Discord only asks whether we are there."""
    try:
        return _TYPED.decode(body).type == _PING
    except UNREADABLE:
        return False


async def answer_call(
    call: PlatformCall, interactions: Interactions, hear: Callable[[Heard], bool]
) -> Answered | Declined:
    """Take an interaction in, and return its first answer.

    Args:
        call: a genuine one.
        interactions: those of the channel.
        hear: lets what somebody did wait to be stored; False where there is no room for it.
    """
    if is_ping(call.body):
        return _PONG
    heard = decode_interaction(call.body)
    if heard is None or heard.interaction is None:
        return _NONE
    taken = hear(heard)
    answer = await interactions.called(heard, heard.interaction, refused=not taken)
    return Answered(msgspec.json.encode(answer))
