"""The words of the gateway: what messages are about, and why connections are closed."""

from enum import IntEnum

from sandbox.discord.wirejson import JsonObject, as_object


class Op(IntEnum):
    """What a message is about (Discord's reference, gateway opcodes)."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Why a connection is closed (Discord's reference, gateway close event codes)."""

    NORMAL = 1000
    GOING_AWAY = 1001
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_API_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class ClosedError(Exception):
    """The connection is closed with a code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


def object_in(data: object) -> JsonObject:
    """Return the object that a message carries.

    Raises:
        ClosedError: it carries something else.
    """
    known = as_object(data)
    if known is None:
        raise ClosedError(Close.DECODE_ERROR)
    return known


def shard_in(data: JsonObject) -> tuple[int, int]:
    """Return the number of a shard and how many there are; without any it is the only one.

    Raises:
        ClosedError: there is no such shard.
    """
    match data.get("shard"):
        case None:
            return 0, 1
        case [int(number), int(shards)] if 0 <= number < shards:
            return number, shards
        case _:
            raise ClosedError(Close.INVALID_SHARD)
