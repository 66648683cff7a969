"""Guilds and their members as the gateway tells of them."""

from sandbox.discord.model import Bot, Guild
from sandbox.discord.wire import accounts, moments, places
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World


def guild(world: World, place: Guild, bot: Bot) -> JsonObject:
    """Return a guild as a bot is told of it when it comes in reach: nearly full."""
    channels = [world.channels[channel_id] for channel_id in place.channels]
    seen = [each for each in channels if world.sees(bot.id, each)]
    return places.guild(place) | {
        "joined_at": moments.timestamp(world.clock()),
        "large": False,
        "unavailable": False,
        "member_count": len(place.members),
        # The others come with a privileged intent that no bot of the stand-in has.
        "members": [accounts.membership(place, bot.user)],
        "channels": [places.channel(world, each) for each in seen if not each.parent_id],
        "threads": [places.channel(world, each) for each in seen if each.parent_id],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def members(world: World, place: Guild, bot: Bot, wanted: JsonObject) -> JsonObject:
    """Return the members that a client asks for by their ids; without any it gets itself."""
    asked = wanted.get("user_ids")
    ids = [str(each) for each in asked] if isinstance(asked, list) else [bot.id]
    found = {each: world.user(each) for each in ids if each in place.members}
    chunk: JsonObject = {
        "guild_id": place.id,
        "members": [accounts.membership(place, each) for each in found.values() if each],
        "chunk_index": 0,
        "chunk_count": 1,
        "not_found": [each for each in ids if each not in found],
    }
    if "nonce" in wanted:
        chunk["nonce"] = wanted["nonce"]
    return chunk
