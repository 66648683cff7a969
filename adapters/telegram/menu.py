"""The menu of commands that people see beside the text field (Bot API: setMyCommands)."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from telegram import Bot, BotCommand
from telegram.error import RetryAfter

from adapters.telegram.backoff import Backoff
from adapters.telegram.tempo import Tempo
from bot.channels.silence import Heed
from bot.core.commands import Command

MOST_COMMANDS = 100
"""Telegram's limit (BotCommandLimit.MAX_COMMAND_NUMBER)."""

LONGEST_DESCRIPTION = 256
"""Telegram's limit in characters (BotCommand.MAX_DESCRIPTION)."""

_LANGUAGE_LETTERS = 2
"""Bot API, setMyCommands: a language is a two-letter ISO 639-1 code."""

MOST_FAILURES = 6
"""So many in all, which is about half a minute; the next start tries again."""

_LOG = logging.getLogger(__name__)

Menu = tuple[tuple[str, str], ...]
"""Names and descriptions."""


def menus_of(commands: Sequence[Command]) -> Mapping[str | None, Menu]:
    """Return the menu of each language; None is for everybody whose language has none.

    Args:
        commands: the first language of each one's descriptions is the brand's own.
    """
    if not commands:
        return {}
    languages = dict.fromkeys(language for one in commands for language in one.descriptions)
    menus: dict[str | None, Menu] = {None: _menu(commands, None)}
    for language in languages:
        code = language.lower().replace("_", "-").partition("-")[0]
        if len(code) == _LANGUAGE_LETTERS:
            menus.setdefault(code, _menu(commands, language))
    return menus


def _menu(commands: Sequence[Command], language: str | None) -> Menu:
    return tuple(
        (command.name, _description(command, language)) for command in commands[:MOST_COMMANDS]
    )


def _description(command: Command, language: str | None) -> str:
    own = next(iter(command.descriptions.values()), "")
    told = command.descriptions.get(language, own) if language else own
    return (told or command.name)[:LONGEST_DESCRIPTION]


async def show_menus(bot: Bot, commands: Sequence[Command], tempo: Tempo, heed: Heed) -> None:
    """Give Telegram the menus that it does not have yet, trying a few times.

    Failing is no obstacle: a bot without its menu still converses.

    Args:
        bot: the SDK's.
        commands: what the brand offers.
        tempo: how long to wait between tries.
        heed: for how long Telegram is to be left alone.
    """
    backoff = Backoff(tempo.first_pause, tempo.longest_pause)
    for language, menu in menus_of(commands).items():
        await asyncio.sleep(heed.left())
        while failure := await _try(bot, language, menu):
            if backoff.failures >= MOST_FAILURES:
                _LOG.warning("a menu of commands cannot be set error=%s", failure)
                return
            await asyncio.sleep(max(backoff.next(), heed.left()))


async def _try(bot: Bot, language: str | None, menu: Menu) -> str | None:
    try:
        await _show(bot, language, menu)
    except Exception as error:  # noqa: BLE001 - whatever the server says, it is no obstacle
        return type(error).__name__
    return None


async def _show(bot: Bot, language: str | None, menu: Menu) -> None:
    if await _shown(bot, language) != menu:
        await bot.set_my_commands(
            [BotCommand(name, description) for name, description in menu], language_code=language
        )


async def _shown(bot: Bot, language: str | None) -> Menu | None:
    """Return the menu that Telegram has, None where it does not say: then it is given anew."""
    try:
        shown = await bot.get_my_commands(language_code=language)
    except RetryAfter:
        raise
    except Exception:  # noqa: BLE001 - a server may take a menu and not tell it
        return None
    return tuple((command.command, command.description) for command in shown)
