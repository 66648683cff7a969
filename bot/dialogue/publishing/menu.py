"""The menu of commands that a brand offers: its dialogues', then what can be said everywhere."""

from collections.abc import Iterator

from bot.core.commands import Command
from bot.core.lazy_pattern import lazy_pattern
from bot.core.text import Text
from bot.core.universal import UniversalWord
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.machine.product_texts import texts_in
from bot.dialogue.program import Dialogue
from bot.dialogue.publishing.library import Library

MOST_COMMANDS = 100
"""Telegram's limit (Bot API: setMyCommands), and Discord's for the commands of an application."""

_LEGAL = lazy_pattern(r"[a-z0-9_]{1,32}")
_EVERYWHERE: tuple[UniversalWord, ...] = (
    "help",
    "back",
    "restart",
    "language",
    "privacy",
    "stop",
)
_BETWEEN_PLATFORMS: tuple[UniversalWord, ...] = ("link", "unlink")
"""What is of use where there is more than one channel to talk on."""


def menu_of(library: Library) -> tuple[Command, ...]:
    """Return the commands of a brand, each with what it does in every language of the brand.

    A universal word that a dialogue takes the place of is described by that dialogue; *link* and
    *unlink* are offered where people have more than one channel to talk on. Where there
    are too many, the dialogues that come last in the brand's order are left out.
    """
    brand = library.brand
    several = len(brand.channels.keys() - {brand.desk}) > 1
    words = (*(_BETWEEN_PLATFORMS if several else ()), *_EVERYWHERE)
    everywhere = [_universal(library, word) for word in words]
    taken = {command.name for command in everywhere}
    own = [command for command in _of_dialogues(library) if command.name not in taken]
    return (*own[: MOST_COMMANDS - len(everywhere)], *everywhere)


def _of_dialogues(library: Library) -> Iterator[Command]:
    seen: set[str] = set()
    for dialogue in library.dialogues.values():
        for trigger in dialogue.triggers:
            name = (trigger.command or "").casefold()
            if _LEGAL.fullmatch(name) and name not in seen:
                seen.add(name)
                yield _of_dialogue(library, name, dialogue)


def _of_dialogue(library: Library, name: str, dialogue: Dialogue) -> Command:
    title = dialogue.program.title
    languages = library.brand.languages
    return Command(
        name, {language: _title(title, language) or dialogue.name for language in languages}
    )


def _title(title: Text, language: str) -> str:
    """Return a title in one line, empty where it depends on who reads it."""
    constant = parsed_template(title.within(language)).constant
    return "" if constant is None else " ".join(constant.text.split())


def _universal(library: Library, word: UniversalWord) -> Command:
    instead = None if word == "stop" else _in_place_of(library, word)
    if instead is not None:
        return _of_dialogue(library, word, instead)
    languages = library.brand.languages
    return Command(word, {language: texts_in(language).universal[word] for language in languages})


def _in_place_of(library: Library, word: str) -> Dialogue | None:
    named = library.dialogues.get(word)
    if named is not None:
        return named
    having = (
        dialogue
        for dialogue in library.dialogues.values()
        if any(trigger.command == word for trigger in dialogue.triggers)
    )
    return next(having, None)
