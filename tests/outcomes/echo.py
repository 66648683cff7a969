"""The brand of the table: it repeats each word, so that no answer is like another."""

from collections.abc import Iterable
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
_TELEGRAM = '  {name}: {{adapter: telegram, token: "${{{variable}}}", api_base: "{api}"}}\n'
_DISCORD = (
    '  {name}: {{adapter: discord, token: "${{{variable}}}", api_base: "{api}",'
    ' gateway: "{gateway}"}}\n'
)
_DIALOGUE = """\
dialogue: echo
starts:
  - command: echo
steps:
  - ask: Say a word.
    as: one
  - ask: "You said {one}."
    as: two
  - ask: "You said {two}."
    as: three
  - say: "You said {three}."
"""


def variable(channel: str) -> str:
    """Return the name of the environment variable that holds a channel's token."""
    return f"TOKEN_{channel.upper()}"


def write_echo(
    folder: Path, addresses: Addresses, telegram: Iterable[str], discord: Iterable[str]
) -> Path:
    """Write the brand with these channels, and return its folder."""
    channels = [
        _TELEGRAM.format(name=name, variable=variable(name), api=addresses.telegram_api)
        for name in telegram
    ] + [
        _DISCORD.format(
            name=name,
            variable=variable(name),
            api=addresses.discord_api,
            gateway=addresses.discord_gateway,
        )
        for name in discord
    ]
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(_BRAND + "".join(channels))
    (folder / "dialogues" / "echo.yaml").write_text(_DIALOGUE)
    return folder
