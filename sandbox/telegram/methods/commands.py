"""The menus of commands that a bot offers."""

import re

import msgspec

from sandbox.telegram.calls import Call
from sandbox.telegram.facts import BotCommand
from sandbox.telegram.refusals import bad_request

COMMAND_LIMIT = 100
"""Bot API, setMyCommands: at most 100 commands can be specified."""

COMMAND_CHARACTERS = 32
DESCRIPTION_CHARACTERS = 256
"""Bot API, BotCommand: 1-32 and 1-256 characters."""

_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
_DEFAULT_SCOPE = '{"type":"default"}'


def set_my_commands(call: Call) -> bool:
    """Put a menu in the place of the one of the same scope and language.

    Raises:
        RefusedError: a command is not as it must be; then nothing changes.
    """
    menu = _menu(call)
    words = "can't parse commands JSON object"
    commands = call.parameters.nested("commands", list[BotCommand], words) or []
    checked = [_checked(command) for command in commands]
    if len(checked) > COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[menu] = checked
    return True


def get_my_commands(call: Call) -> list[BotCommand]:
    """Return the menu of a scope and language."""
    return call.bot.commands.get(_menu(call), [])


def delete_my_commands(call: Call) -> bool:
    """Take away the menu of a scope and language."""
    call.bot.commands.pop(_menu(call), None)
    return True


def _checked(given: BotCommand) -> BotCommand:
    command, description = given.command.strip().removeprefix("/"), given.description.strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > COMMAND_CHARACTERS:
        raise bad_request(f"command length must not exceed {COMMAND_CHARACTERS}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > DESCRIPTION_CHARACTERS:
        raise bad_request(f"command description length must not exceed {DESCRIPTION_CHARACTERS}")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return BotCommand(command, description)


def _menu(call: Call) -> tuple[str, str]:
    scope, language = call.parameters.text("scope"), call.parameters.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return _scope(scope or _DEFAULT_SCOPE), language


def _scope(given: str) -> str:
    """Return a scope in one spelling.

    Raises:
        RefusedError: there is no such scope.
    """
    try:
        scope = msgspec.json.decode(given, type=dict[str, int | str])
    except msgspec.MsgspecError:
        raise bad_request("can't parse BotCommandScope JSON object") from None
    if scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    return msgspec.json.encode(scope, order="sorted").decode()
