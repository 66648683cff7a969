"""Guilds and channels as Discord writes them."""

from sandbox.discord.model import Channel, ChannelType, Guild
from sandbox.discord.snowflakes import made_at
from sandbox.discord.wire.accounts import EVERYTHING, user
from sandbox.discord.wire.moments import timestamp
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World

_GUILD: JsonObject = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "features": [],
    "banner": None,
    "application_id": None,
    "region": "deprecated",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 0,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "preferred_locale": "en-US",
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "emojis": [],
    "stickers": [],
    "incidents_data": None,
}
"""What guilds of the stand-in have in common."""


_FORUM: JsonObject = {
    "available_tags": [],
    "default_reaction_emoji": None,
    "default_sort_order": None,
    "default_forum_layout": 0,
}
"""What forums have and other channels have not."""


def guild(place: Guild) -> JsonObject:
    """Return a guild, as the REST API gives it."""
    everyone: JsonObject = {
        "id": place.id,
        "name": "@everyone",
        "description": None,
        "permissions": EVERYTHING,
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return _GUILD | {
        "id": place.id,
        "name": place.name,
        "owner_id": place.owner_id,
        "roles": [everyone],
    }


def channel(world: World, place: Channel) -> JsonObject:
    """Return a channel."""
    written: JsonObject = {
        "id": place.id,
        "type": int(place.kind),
        "last_message_id": next(reversed(place.messages), None),
        "flags": 0,
    }
    match place.kind:
        case ChannelType.DM:
            others = (world.user(side) for side in place.recipients)
            people = [user(other) for other in others if other is not None and not other.bot]
            return written | {"recipients": people}
        case ChannelType.TEXT | ChannelType.ANNOUNCEMENT:
            return written | _guild_channel(world, place)
        case ChannelType.FORUM:
            return written | _guild_channel(world, place) | _FORUM
        case ChannelType.THREAD:
            return written | _thread(world, place)


def _guild_channel(world: World, place: Channel) -> JsonObject:
    assert place.guild_id is not None
    return {
        "guild_id": place.guild_id,
        "name": place.name,
        "position": world.guilds[place.guild_id].channels.index(place.id),
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [],
    }


def _thread(world: World, place: Channel) -> JsonObject:
    made = timestamp(made_at(place.id))
    assert place.guild_id is not None
    return {
        "guild_id": place.guild_id,
        "name": place.name,
        "parent_id": place.parent_id,
        "owner_id": world.guilds[place.guild_id].owner_id,
        "rate_limit_per_user": 0,
        "message_count": len(place.messages),
        "total_message_sent": len(place.messages),
        "member_count": len(world.guilds[place.guild_id].members),
        "thread_metadata": {
            "archived": place.archived,
            "archive_timestamp": made,
            "auto_archive_duration": 1440,
            "locked": place.locked,
            "create_timestamp": made,
        },
    }
