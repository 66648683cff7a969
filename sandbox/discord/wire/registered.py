"""Application commands as Discord writes them."""

from sandbox.discord.model import Bot, Command
from sandbox.discord.wirejson import JsonObject


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
