"""Things as Discord writes them: the JSON of the REST answers and of the gateway's events."""

from datetime import UTC, datetime

from sandbox.discord.model import (
    Attachment,
    Bot,
    Channel,
    ChannelType,
    Command,
    Guild,
    Message,
    MessageType,
    User,
)
from sandbox.discord.outside import Outside
from sandbox.discord.snowflakes import made_at
from sandbox.discord.wirejson import JsonObject
from sandbox.discord.world import World

EVERYTHING = str((1 << 53) - 1)
"""All permissions: in the stand-in a member may do everything that is not taken from him."""

_MESSAGE_CONTENT_LIMITED = 1 << 19
"""The application flag of the message content intent for bots in few guilds."""


def timestamp(seconds: float) -> str:
    """Return a moment as Discord writes it: ISO 8601 in UTC with microseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


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
        "verify_key": "0" * 64,
        "flags": application_flags(bot),
        "flags_new": str(application_flags(bot)),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(owner),
        "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }


def is_of(written: JsonObject, user_id: str) -> bool:
    """Say whether a membership is that of an account."""
    account = written.get("user")
    return isinstance(account, dict) and account.get("id") == user_id


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
        case ChannelType.TEXT:
            return written | _guild_channel(world, place)
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
            "archived": False,
            "archive_timestamp": made,
            "auto_archive_duration": 1440,
            "locked": False,
            "create_timestamp": made,
        },
    }


def _attachment(file: Attachment, place: Message, files: str) -> JsonObject:
    address = f"{files}/attachments/{place.channel_id}/{file.id}/{file.filename}"
    written: JsonObject = {
        "id": file.id,
        "filename": file.filename,
        "size": len(file.body),
        "url": address,
        "proxy_url": address,
        "content_type": file.content_type or "application/octet-stream",
    }
    if file.description:
        written["description"] = file.description
    return written


class MessageView:
    """Writes messages.

    Args:
        world: where they are.
        outside: where their files are served.
    """

    def __init__(self, world: World, outside: Outside) -> None:
        self._world, self._outside = world, outside

    def write(self, message: Message, *, resolved: bool = True, nonce: bool = False) -> JsonObject:
        """Return a message.

        Args:
            message: which.
            resolved: include what it answers.
            nonce: include its nonce, as only the answer to its making and the event do.
        """
        mentioned = (self._world.user(user_id) for user_id in message.mentions)
        written: JsonObject = {
            "id": message.id,
            "type": int(message.kind),
            "channel_id": message.channel_id,
            "author": user(message.author),
            "content": message.content,
            "timestamp": timestamp(made_at(message.id)),
            "edited_timestamp": timestamp(message.edited_at) if message.edited_at else None,
            "tts": message.tts,
            "mention_everyone": False,
            "mentions": [user(account) for account in mentioned if account is not None],
            "mention_roles": [],
            "attachments": [
                _attachment(file, message, self._outside.base) for file in message.attachments
            ],
            "embeds": message.embeds,
            "components": message.components,
            "pinned": False,
            "flags": int(message.flags),
        }
        if nonce and message.nonce is not None:
            written["nonce"] = message.nonce
        if message.poll is not None:
            written["poll"] = message.poll
        return written | self._relations(message, resolved=resolved)

    def _relations(self, message: Message, *, resolved: bool) -> JsonObject:
        written: JsonObject = {}
        if message.interaction is not None:
            interaction = self._world.interactions[message.interaction]
            written["application_id"] = interaction.bot_id
            written["webhook_id"] = interaction.bot_id
            written["interaction_metadata"] = self._origin(message.interaction)
        reference = message.reference
        if reference is None:
            return written
        written["message_reference"] = {
            "type": 0,
            "message_id": reference.message_id,
            "channel_id": reference.channel_id,
        } | ({"guild_id": reference.guild_id} if reference.guild_id else {})
        if resolved and message.kind == MessageType.REPLY:
            answered = self._world.channels[reference.channel_id].messages.get(reference.message_id)
            written["referenced_message"] = (
                self.write(answered, resolved=False) if answered else None
            )
        return written

    def _origin(self, interaction_id: str) -> JsonObject:
        interaction = self._world.interactions[interaction_id]
        person = self._world.people[interaction.person_id]
        kinds = {"command": 2, "button": 3, "modal": 5}
        written: JsonObject = {
            "id": interaction.id,
            "type": kinds[interaction.kind],
            "user": user(person.user),
            "authorizing_integration_owners": {"0": interaction.guild_id or "0"},
        }
        if interaction.message_id is not None:
            written["interacted_message_id"] = interaction.message_id
        return written


def command(registered: Command, bot: Bot) -> JsonObject:
    """Return an application command."""
    written: JsonObject = {
        "id": registered.id,
        "application_id": bot.id,
        "version": registered.version,
        "default_member_permissions": registered.default_member_permissions,
        "type": registered.kind,
        "name": registered.name,
        "name_localizations": registered.name_localizations,
        "description": registered.description,
        "description_localizations": registered.description_localizations,
        "dm_permission": registered.contexts is None or 1 in registered.contexts,
        "contexts": list(registered.contexts) if registered.contexts is not None else None,
        "integration_types": list(registered.integration_types),
        "nsfw": registered.nsfw,
    }
    if registered.options:
        written["options"] = list(registered.options)
    if registered.guild_id:
        written["guild_id"] = registered.guild_id
    return written
