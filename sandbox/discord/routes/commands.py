"""The routes of application commands, global ones and those of one guild."""

import re

from sandbox.discord.asking import EMPTY, Asked, Reply, Route
from sandbox.discord.form import Faults, Fields
from sandbox.discord.model import Bot, Command
from sandbox.discord.refusals import missing_access, unknown_application, unknown_command
from sandbox.discord.wire import registered
from sandbox.discord.wirejson import as_object
from sandbox.discord.world import World

MOST = 100
"""Slash commands of one scope (Discord's reference, application commands: limits)."""

DESCRIPTION = 100
"""Characters of a description (the same: command structure)."""

_NAME = re.compile(r"^[-_'\w]{1,32}$")
"""A slash command's name (the same: naming); it is lower case where letters have cases."""

_CHAT_INPUT = 1


class Commands:
    """The routes about commands.

    Args:
        world: whose bots have them.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes."""
        routes: list[Route] = []
        for scope in ("applications/{id}", "applications/{id}/guilds/{guild}"):
            everything, one = f"{scope}/commands", f"{scope}/commands/{{command}}"
            routes += [
                Route("GET", everything, self._list),
                Route("PUT", everything, self._replace),
                Route("POST", everything, self._add),
                Route("GET", one, self._get),
                Route("PATCH", one, self._edit),
                Route("DELETE", one, self._delete),
            ]
        return routes

    def _list(self, asked: Asked) -> Reply:
        bot, scope = self._scope(asked)
        return Reply([registered.command(each, bot) for each in _of(bot, scope)])

    def _replace(self, asked: Asked) -> Reply:
        bot, scope = self._scope(asked)
        faults = Faults()
        wanted = asked.body if isinstance(asked.body, list) else []
        if len(wanted) > MOST:
            words = f"Must be {MOST} or fewer in length."
            faults.note((), "BASE_TYPE_MAX_LENGTH", words)
        read = [
            self._read(Fields(each, faults, (str(index),)), bot, scope)
            for index, each in enumerate(map(as_object, wanted))
            if each is not None
        ]
        _refuse_doubles(read, faults)
        faults.refuse()
        bot.commands = [each for each in bot.commands if each.guild_id != scope] + read
        return Reply([registered.command(each, bot) for each in read])

    def _add(self, asked: Asked) -> Reply:
        bot, scope = self._scope(asked)
        faults = Faults()
        command = self._read(Fields(asked.values(), faults), bot, scope)
        faults.refuse()
        replaced = any(each.id == command.id for each in bot.commands)
        bot.commands = [each for each in bot.commands if each.id != command.id] + [command]
        return Reply(registered.command(command, bot), 200 if replaced else 201)

    def _get(self, asked: Asked) -> Reply:
        bot, command = self._one(asked)
        return Reply(registered.command(command, bot))

    def _edit(self, asked: Asked) -> Reply:
        bot, command = self._one(asked)
        faults = Faults()
        values = registered.command(command, bot) | asked.values()
        changed = self._read(Fields(values, faults), bot, command.guild_id, command.id)
        faults.refuse()
        bot.commands = [changed if each is command else each for each in bot.commands]
        return Reply(registered.command(changed, bot))

    def _delete(self, asked: Asked) -> Reply:
        bot, command = self._one(asked)
        bot.commands.remove(command)
        return EMPTY

    def _scope(self, asked: Asked) -> tuple[Bot, str | None]:
        bot, guild_id = asked.bot, asked.params.get("guild")
        if asked.params["id"] != bot.id:
            raise unknown_application()
        guild = self._world.guilds.get(guild_id or "")
        if guild_id is not None and (guild is None or bot.id not in guild.members):
            raise missing_access()
        return bot, guild_id

    def _one(self, asked: Asked) -> tuple[Bot, Command]:
        bot, scope = self._scope(asked)
        for command in _of(bot, scope):
            if command.id == asked.params["command"]:
                return bot, command
        raise unknown_command()

    def _read(
        self, fields: Fields, bot: Bot, scope: str | None, known_as: str | None = None
    ) -> Command:
        kind = fields.number("type") or _CHAT_INPUT
        name = fields.required_text("name", 1, 32)
        if kind == _CHAT_INPUT:
            _check_name(fields, name)
        described = fields.text("description", 1, DESCRIPTION)
        if kind == _CHAT_INPUT and not fields.has("description"):
            fields.note("description", "BASE_TYPE_REQUIRED", "This field is required")
        earlier = [each for each in _of(bot, scope) if (each.kind, each.name) == (kind, name)]
        return Command(
            id=known_as or (earlier[0].id if earlier else self._world.ids.next()),
            kind=kind,
            name=name,
            description=described or "",
            version=self._world.ids.next(),
            guild_id=scope,
            options=tuple(each.values for each in fields.each("options", 0, 25)),
            contexts=_numbers(fields, "contexts"),
            name_localizations=_texts(fields, "name_localizations"),
            description_localizations=_texts(fields, "description_localizations"),
            default_member_permissions=fields.text("default_member_permissions"),
            nsfw=fields.flag("nsfw"),
            integration_types=_numbers(fields, "integration_types") or (0,),
        )


def _of(bot: Bot, scope: str | None) -> list[Command]:
    return [command for command in bot.commands if command.guild_id == scope]


def _refuse_doubles(commands: list[Command], faults: Faults) -> None:
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        if (command.kind, command.name) in seen:
            words = "Application command names must be unique"
            faults.note((str(index), "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", words)
        seen.add((command.kind, command.name))


def _check_name(fields: Fields, name: str) -> None:
    if name and (not _NAME.match(name) or name != name.lower()):
        words = "Command name is invalid"
        fields.note("name", "APPLICATION_COMMAND_INVALID_NAME", words)


def _numbers(fields: Fields, name: str) -> tuple[int, ...] | None:
    value = fields.values.get(name)
    if not isinstance(value, list):
        return None
    return tuple(each for each in value if isinstance(each, int))


def _texts(fields: Fields, name: str) -> dict[str, str] | None:
    inside = fields.inside(name)
    if inside is None:
        return None
    return {key: str(each) for key, each in inside.values.items()}
