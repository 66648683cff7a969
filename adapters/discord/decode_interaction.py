"""From an interaction to what happened: pure, and whatever comes, nothing raises.

The shapes hold only the fields that are read (Discord's reference: Interaction).
"""

import re

import msgspec
from msgspec import Raw, Struct

from adapters.discord.components import VOTES
from adapters.discord.heard import Heard, Interaction
from adapters.discord.wire import Snowflake, User, sender_of
from bot.channels.aside import pressed_in
from bot.channels.platform_json import UNREADABLE, without_zeros
from bot.core.events import Happening, Incoming, Pressed, Said, Voted
from bot.core.lazy_pattern import lazy_pattern

_COMMAND, _COMPONENT = 2, 3
"""Interaction types."""

_SLASH, _BUTTON, _LIST = 1, 2, 3
"""The command type and the component types that we offer."""

_NUMBER = lazy_pattern(r"[0-9]{1,20}", re.ASCII)
_PLACE = lazy_pattern(r"[0-9]{1,3}", re.ASCII)

_WITH_BOT = 1
"""The interaction context of a private conversation with the bot."""


class _Member(Struct, frozen=True):
    user: User | None = None


class _Choice(Struct, frozen=True):
    name: str | None = None
    type: int = _SLASH
    custom_id: str | None = None
    component_type: int = _BUTTON
    values: tuple[str, ...] = ()


class _Message(Struct, frozen=True):
    id: Snowflake


class _Interaction(Struct, frozen=True):
    id: Snowflake
    application_id: Snowflake
    token: str
    type: int
    data: _Choice | None = None
    guild_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    context: int | None = None
    member: _Member | None = None
    user: User | None = None
    locale: str | None = None
    message: _Message | None = None


_INTERACTION = msgspec.json.Decoder(_Interaction)
_FIELDS = msgspec.json.Decoder(dict[str, Raw])


def decode_interaction(data: bytes | Raw) -> Heard | None:
    """Return what a slash command, a press or a pick says; None for every other interaction.

    Args:
        data: the data of INTERACTION_CREATE.
    """
    try:
        kept = without_zeros(bytes(data))
        interaction, raw = _INTERACTION.decode(kept), _without_token(kept)
    except UNREADABLE:
        return None
    user = interaction.user or (interaction.member.user if interaction.member else None)
    happening = _happening(interaction)
    if user is None or happening is None or interaction.channel_id is None:
        return None
    private = interaction.guild_id is None and interaction.context == _WITH_BOT
    space = interaction.channel_id if interaction.guild_id is not None else None
    if private and isinstance(happening, Pressed):
        happening, space = _pressed_aside(happening)
    sender = sender_of(user, interaction.locale)
    return Heard(
        Incoming(interaction.id, sender, happening, space, raw=raw),
        interaction.channel_id,
        private=private,
        interaction=_to_acknowledge(interaction),
    )


def _pressed_aside(pressed: Pressed) -> tuple[Pressed, str | None]:
    """Return a press in private, which may belong to a channel of a server.

    Discord lets nobody press what does not stand there (COMPONENT_VALIDATION_FAILED).
    """
    button, space = pressed_in(pressed.button)
    is_channel = space is not None and _NUMBER.fullmatch(space) is not None
    return (Pressed(button), space) if is_channel else (pressed, None)


def _without_token(data: bytes) -> bytes:
    """Return an interaction as it may be kept: with its token, anybody may answer for us."""
    fields = _FIELDS.decode(data)
    return msgspec.json.encode({name: fields[name] for name in fields if name != "token"})


def _happening(interaction: _Interaction) -> Happening | None:
    chosen = interaction.data or _Choice()
    is_slash = interaction.type == _COMMAND and chosen.type == _SLASH
    is_press = interaction.type == _COMPONENT and chosen.component_type == _BUTTON
    is_choice = interaction.type == _COMPONENT and chosen.component_type == _LIST
    if is_slash and chosen.name is not None:
        return Said(f"/{chosen.name}")
    if is_press and chosen.custom_id is not None:
        return Pressed(chosen.custom_id)
    return _picked(interaction, chosen) if is_choice else None


def _picked(interaction: _Interaction, chosen: _Choice) -> Happening | None:
    """Return what was picked in a list: places of options that are voted for, or one choice."""
    if chosen.custom_id != VOTES:
        return Pressed(chosen.values[0]) if len(chosen.values) == 1 else None
    if interaction.message is None or not all(map(_PLACE.fullmatch, chosen.values)):
        return None
    return Voted(interaction.message.id, tuple(sorted(map(int, chosen.values))))


def _to_acknowledge(interaction: _Interaction) -> Interaction:
    return Interaction(
        interaction.id,
        interaction.token,
        interaction.application_id,
        "command" if interaction.type == _COMMAND else "button",
        interaction.locale,
    )
