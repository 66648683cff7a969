"""What brand.yaml says of a WhatsApp channel, and what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from adapters.whatsapp.room import BUTTON_LIMIT
from bot.channels.addresses import is_root
from bot.core.lazy_pattern import lazy_pattern

OFFICIAL_API: Final = "https://graph.facebook.com/v23.0"
"""The Graph API with its version, which Meta keeps for two years."""

_SECRETS: Mapping[str, str] = {
    "token": "copy the access token of a system user whole from Meta's Business Settings",
    "secret": "copy the App Secret whole from App settings, Basic",
    "verify_token": "make up a long word, and enter the same at WhatsApp, Configuration",
}
_WORD = lazy_pattern(r"[!-~]+")
_NUMBER = lazy_pattern(r"[0-9]{5,20}")
_TEMPLATE = lazy_pattern(r"[a-z0-9_]{1,512}")
_LANGUAGE = lazy_pattern(r"[a-z]{2,3}(_[A-Z]{2})?")


class Settings(Struct, frozen=True):
    """The options of a channel without faults.

    Its secrets are not shown. `number` is Meta's id of the phone number, `account` that of the
    WhatsApp Business Account; `template` is the name of what may be said outside of the window,
    None where nothing may. `menu` is written on what opens a list.
    """

    token: str
    secret: str
    verify_token: str
    number: str
    account: str | None = None
    template: str | None = None
    template_language: str = "en"
    menu: str = "Menu"
    api_base: str = OFFICIAL_API

    def __repr__(self) -> str:
        return f"Settings(number={self.number!r}, api_base={self.api_base!r})"


def root_of(options: Mapping[str, object]) -> str:
    """Return the address of the Graph API, without a slash at its end."""
    return str(options.get("api_base", OFFICIAL_API)).rstrip("/")


def settings_of(options: Mapping[str, object]) -> Settings:
    """Return the options of a channel without faults, as they are used."""
    told = {name: str(value) for name, value in options.items() if value is not None}
    return Settings(**{**told, "api_base": root_of(options)})


def faults_of(options: Mapping[str, object]) -> Sequence[str]:
    """Return what is wrong with the options, each in words with what to do."""
    faults = [
        f"{name} is missing or no word: {remedy}"
        for name, remedy in _SECRETS.items()
        if not _is_word(options.get(name))
    ]
    faults += _faults_of_numbers(options)
    faults += _faults_of_templates(options)
    menu = options.get("menu", "Menu")
    if not (isinstance(menu, str) and menu.isprintable() and 0 < len(menu.strip()) <= BUTTON_LIMIT):
        faults.append(f"menu is no label: write up to {BUTTON_LIMIT} characters")
    if "api_base" in options and not is_root(options["api_base"]):
        faults.append("api_base is no web address: write http:// or https:// and a host")
    unknown = sorted(set(options).difference(Settings.__struct_fields__))
    faults.extend(f"{option} means nothing to a whatsapp channel" for option in unknown)
    return faults


def _faults_of_numbers(options: Mapping[str, object]) -> Iterator[str]:
    if not _NUMBER.fullmatch(_text(options.get("number"))):
        yield (
            "number is no id: copy the Phone number ID from WhatsApp, API Setup"
            " (digits only; it is not the phone number itself)"
        )
    if "account" in options and not _NUMBER.fullmatch(_text(options["account"])):
        yield "account is no id: copy the WhatsApp Business Account ID from WhatsApp, API Setup"


def _faults_of_templates(options: Mapping[str, object]) -> Iterator[str]:
    if "template" in options and not _TEMPLATE.fullmatch(_text(options["template"])):
        yield "template is no name of one: Meta's have lower-case letters, digits and _ only"
    language = _text(options.get("template_language", "en"))
    if not _LANGUAGE.fullmatch(language):
        yield "template_language is no language: write en, it or en_US, as Meta shows it"


def _text(value: object) -> str:
    """Return a value as a text; a number without quotes is one too, yes and no are none."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None
