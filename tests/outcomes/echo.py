"""The brand of the table: it repeats each word, so that no answer is like another."""

from collections.abc import Mapping
from pathlib import Path

from tests.platforms.process import Addresses

WORDS = ("first", "second", "third")
QUESTION = "Say a word."
ANSWERS = tuple(f"You said {word}." for word in WORDS)

_BRAND = """\
brand: echo
title: Echo
languages: [en]
timezone: UTC
channels:
"""
_TELEGRAM = '  {name}: {{adapter: telegram, token: "${{{variable}}}", api_base: "{api}"{more}}}\n'
_CALLED = ", mode: webhook"
_KEY = ", public_key: '{key}'"
_DISCORD = (
    '  {name}: {{adapter: discord, token: "${{{variable}}}", api_base: "{api}",'
    ' gateway: "{gateway}"{more}}}\n'
)
_WHATSAPP = (
    '  {name}: {{adapter: whatsapp, token: "${{{variable}}}", secret: "${{SECRET_{variable}}}",'
    ' verify_token: "${{VERIFY}}", number: "{number}", template: notice, api_base: "{api}"}}\n'
)
_DIALOGUE = """\
dialogue: {name}
starts:
  - command: {name}
steps:
  - ask: Say a word.
    as: one
  - ask: "You said {{one}}."
    as: two
  - ask: "You said {{two}}."{more}
    as: three
  - say: "You said {{three}}."
"""
_BESIDE = {
    "echo": "",
    "show": "\n    media: media/hall.png",
    "vote": "\n    type: poll\n    choices: {first: first, third: third}",
    "ballot": "\n    type: poll\n    max: 1\n    choices: {first: first, third: third}",
    "album": "\n    media: [media/hall.png, media/yard.png]",
}
"""What the answer to the second word is besides, by the name of the dialogue."""

_PICTURE = b"\x89PNG\r\n\x1a\n"


def variable(channel: str) -> str:
    """Return the name of the environment variable that holds a channel's token."""
    return f"TOKEN_{channel.upper()}"


def write_echo(
    folder: Path,
    addresses: Addresses,
    telegram: Mapping[str, bool],
    discord: Mapping[str, str | None],
    whatsapp: Mapping[str, str],
) -> Path:
    """Write the brand with these channels, and return its folder.

    Args:
        folder: does not exist.
        addresses: of the stand-ins.
        telegram: the names of channels, and whether Telegram calls us there.
        discord: the names of channels, and the key of the application where Discord calls us.
        whatsapp: the names of channels, and Meta's id of the number of each.
    """
    channels = [
        _TELEGRAM.format(
            name=name,
            variable=variable(name),
            api=addresses.telegram_api,
            more=_CALLED if called else "",
        )
        for name, called in telegram.items()
    ] + [
        _DISCORD.format(
            name=name,
            variable=variable(name),
            api=addresses.discord_api,
            gateway=addresses.discord_gateway,
            more="" if key is None else _KEY.format(key=key),
        )
        for name, key in discord.items()
    ]
    channels += [
        _WHATSAPP.format(
            name=name,
            variable=variable(name),
            number=number,
            api=addresses.whatsapp_api,
        )
        for name, number in whatsapp.items()
    ]
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(_BRAND + "".join(channels))
    (folder / "media").mkdir()
    for name, more in _BESIDE.items():
        text = _DIALOGUE.format(name=name, more=more)
        (folder / "dialogues" / f"{name}.yaml").write_text(text)
    for name in ("hall", "yard"):
        (folder / "media" / f"{name}.png").write_bytes(_PICTURE + name.encode())
    return folder
