"""Which events a session asked for (Discord's reference, gateway intents)."""

from enum import IntFlag


class Intents(IntFlag):
    """The intents that decide about what the stand-in sends."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


_KNOWN = ((1 << 17) - 1) | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25)
"""Every bit that means something, also of events that the stand-in never sends."""

_NEVER_ALLOWED = Intents.GUILD_MEMBERS | Intents.GUILD_PRESENCES
"""Privileged ones that no application of the stand-in has been given."""


def are_valid(bits: int) -> bool:
    """Say whether the bits are all known."""
    return bits >= 0 and not bits & ~_KNOWN


def are_allowed(bits: int, *, message_content: bool) -> bool:
    """Say whether an application may ask for them.

    Args:
        bits: the intents.
        message_content: whether that privileged one is switched on for the application.
    """
    refused = _NEVER_ALLOWED if message_content else _NEVER_ALLOWED | Intents.MESSAGE_CONTENT
    return not bits & refused
