"""The menu of slash commands: what we offer, and whether Discord already offers it. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from adapters.discord.outgoing import JsonObject
from bot.core.commands import Command

_SLASH = 1
"""The command type of slash commands (Discord's reference: Application Commands)."""

_DESCRIPTION_CHARACTERS = 100
_MOST = 100
"""Discord's limits: the length of a description, the commands of one bot."""

_LOCALES: Mapping[str, tuple[str, ...]] = {
    "en": ("en-GB", "en-US"),
    "es": ("es-ES", "es-419"),
    "pt": ("pt-BR",),
    "sv": ("sv-SE",),
    "zh": ("zh-CN",),
    "zh-hant": ("zh-TW",),
    "zh-hk": ("zh-TW",),
    "nb": ("no",),
}
"""Where Discord calls a language otherwise; the locales are those of its reference."""

_KNOWN = (
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl"),
    *("no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi"),
    *("th", "zh-CN", "ja", "zh-TW", "ko"),
)


def menu(commands: Iterable[Command]) -> list[JsonObject]:
    """Return the commands as Discord wants them: at most 100, descriptions shortened to fit."""
    return [_entry(command) for command in list(commands)[:_MOST]]


def _entry(command: Command) -> JsonObject:
    first = next(iter(command.descriptions.values()), "")
    entry: JsonObject = {
        "name": command.name,
        "type": _SLASH,
        "description": _described(first, command.name),
    }
    localised = dict(_localised(command))
    if localised:
        entry["description_localizations"] = localised
    return entry


def _localised(command: Command) -> Iterator[tuple[str, str]]:
    for language, description in list(command.descriptions.items())[1:]:
        for locale in locales(language):
            yield locale, _described(description, command.name)


def locales(language: str) -> tuple[str, ...]:
    """Return what Discord calls a language (a tag such as `it` or `pt-BR`); empty for unknown."""
    by_case = {locale.lower(): locale for locale in _KNOWN}
    for tag in (language.lower(), language.lower().partition("-")[0]):
        if tag in _LOCALES:
            return _LOCALES[tag]
        if tag in by_case:
            return (by_case[tag],)
    return ()


def _described(description: str, name: str) -> str:
    text = " ".join(description.split()) or name
    if len(text) <= _DESCRIPTION_CHARACTERS:
        return text
    return text[: _DESCRIPTION_CHARACTERS - 1].rstrip() + "…"


def differs(wanted: Iterable[JsonObject], offered: Iterable[JsonObject]) -> bool:
    """Say whether Discord offers something else than we want, in whatever order."""
    return _known_by_name(wanted) != _known_by_name(offered)


def _known_by_name(commands: Iterable[JsonObject]) -> dict[object, tuple[object, ...]]:
    return {
        (entry.get("type", _SLASH), entry.get("name")): (
            entry.get("description"),
            entry.get("description_localizations") or {},
            entry.get("options") or [],
        )
        for entry in commands
    }
