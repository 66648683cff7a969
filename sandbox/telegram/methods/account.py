"""What a bot asks and tells about itself."""

from msgspec import structs

from sandbox.telegram.calls import Call
from sandbox.telegram.objects import BotCommand, User
from sandbox.telegram.refusals import bad_request


def get_me(call: Call) -> User:
    """Return the bot's own account."""
    return structs.replace(
        call.bot.user,
        can_join_groups=True,
        can_read_all_group_messages=call.bot.privacy == "off",
        supports_inline_queries=False,
    )


def set_my_commands(call: Call) -> bool:
    """Put a menu in the place of the one of the same scope and language."""
    commands = call.parameters.nested("commands", list[BotCommand], "can't parse commands")
    if commands is None:
        raise bad_request('can\'t parse commands: parameter "commands" is required')
    call.bot.commands[_menu(call)] = commands
    return True


def get_my_commands(call: Call) -> list[BotCommand]:
    """Return the menu of a scope and language."""
    return call.bot.commands.get(_menu(call), [])


def delete_my_commands(call: Call) -> bool:
    """Take away the menu of a scope and language."""
    call.bot.commands.pop(_menu(call), None)
    return True


def _menu(call: Call) -> tuple[str, str]:
    given = call.parameters
    return (given.text("scope") or '{"type":"default"}', given.text("language_code") or "")
