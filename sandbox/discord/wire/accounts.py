"""Accounts, applications and memberships as Discord writes them."""

from sandbox.discord.endpoint.signing import public_key_of
from sandbox.discord.model import Bot, Guild, User
from sandbox.discord.snowflakes import made_at
from sandbox.discord.wire.moments import timestamp
from sandbox.discord.wirejson import JsonObject

EVERYTHING = str((1 << 53) - 1)
"""All permissions: in the stand-in a member may do everything that is not taken from him."""

_MESSAGE_CONTENT_LIMITED = 1 << 19
"""The application flag of the message content intent for bots in few guilds."""


def user(account: User) -> JsonObject:
    """Return an account, as others see it."""
    return {
        "id": account.id,
        "username": account.username,
        "avatar": None,
        # Bots still have a four digit tag; people have had none since 2023.
        "discriminator": "0001" if account.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "bot": account.bot,
        "banner": None,
        "accent_color": None,
        "global_name": account.global_name,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }


def own_user(bot: Bot) -> JsonObject:
    """Return a bot's account, as it sees itself."""
    return user(bot.user) | {
        "mfa_enabled": False,
        "locale": "en-US",
        "premium_type": 0,
        "email": None,
        "verified": True,
    }


def application_flags(bot: Bot) -> int:
    """Return the flags of a bot's application."""
    return _MESSAGE_CONTENT_LIMITED if bot.message_content else 0


def application(bot: Bot, guilds: int) -> JsonObject:
    """Return a bot's application, as it sees itself; `guilds` is how many it is in."""
    owner = User(id=str(int(bot.id) - 1), username="developer")
    return {
        "id": bot.id,
        "name": bot.user.username,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(bot.user),
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}},
        "verify_key": public_key_of(bot.token),
        "flags": application_flags(bot),
        "flags_new": str(application_flags(bot)),
        "redirect_uris": [],
        "interactions_endpoint_url": bot.endpoint,
        "role_connections_verification_url": None,
        "owner": user(owner),
        "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }


def member(guild: Guild) -> JsonObject:
    """Return a membership in a guild, without the account."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": timestamp(made_at(guild.id)),
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": [],
        "mute": False,
        "deaf": False,
    }


def membership(place: Guild, account: User) -> JsonObject:
    """Return a membership with the account whose it is."""
    return member(place) | {"user": user(account)}
