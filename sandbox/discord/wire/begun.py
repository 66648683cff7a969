"""Interactions as the gateway tells of them."""

from sandbox.discord.drafts import FILE_BYTES
from sandbox.discord.interactions import KINDS
from sandbox.discord.model import Interaction
from sandbox.discord.wire import accounts, places
from sandbox.discord.wire.messages import MessageView
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World

_IN_GUILD, _IN_PRIVATE = 0, 1
"""Where it was done (Discord's reference, interaction context types)."""


def interaction(world: World, view: MessageView, begun: Interaction) -> JsonObject:
    """Return an interaction as its bot is told of it."""
    place = world.channels[begun.channel_id]
    written: JsonObject = {
        "id": begun.id,
        "application_id": begun.bot_id,
        "type": KINDS[begun.kind],
        "data": begun.data,
        "channel_id": place.id,
        "channel": places.channel(world, place),
        "token": begun.token,
        "version": 1,
        "app_permissions": accounts.EVERYTHING,
        "locale": world.people[begun.person_id].locale,
        "entitlements": [],
        "authorizing_integration_owners": {"0": begun.guild_id or "0"},
        "attachment_size_limit": FILE_BYTES,
    }
    if begun.message_id is not None:
        written["message"] = view.write(place.messages[begun.message_id])
    return written | _who_and_where(world, begun)


def _who_and_where(world: World, begun: Interaction) -> JsonObject:
    person = world.people[begun.person_id]
    if begun.guild_id is None:
        return {"context": _IN_PRIVATE, "user": accounts.user(person.user)}
    guild = world.guilds[begun.guild_id]
    member = accounts.membership(guild, person.user) | {"permissions": accounts.EVERYTHING}
    return {
        "context": _IN_GUILD,
        "member": member,
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
    }
