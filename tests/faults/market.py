"""The brand that people talk with while it is killed: every turn of theirs gets an answer."""

from pathlib import Path

from tests.platforms.process import Addresses

BRAND = """\
brand: market
title: The market
languages: [en]
timezone: Europe/Rome
channels:
{channels}topics:
  news: {{title: News of the market, wording: Tell me what is new at the market}}
"""

STALL = """\
dialogue: stall
title: At the stall
starts:
  - command: stall
steps:
  - say: Welcome to the stall.
  - ask: What brings you here?
    as: errand
    choices: {buy: To buy, talk: To talk, look: To look around}
  - if: errand == 'talk'
    then:
      - ask: What shall we talk about?
        as: subject
      - say: "*{subject}*, then. I like that."
    else:
      - say: Take your time.
  - ask: How many things did you see?
    as: things
    type: number
    min: 0
    max: 1000
    again: A number between 0 and 1000, please.
  - set: {person.seen: "{things}"}
  - offer: news
  - say: "You came for: {errand}. You saw {things}. Goodbye!"
"""

WEATHER = """\
dialogue: weather
title: The weather
starts:
  - command: weather
steps:
  - say: Sunny over the market.
"""

CUP = "green tea"
TEA = """\
dialogue: tea
title: A cup of tea
starts:
  - command: tea
steps:
  - say: The kettle is on.
  - do: actions.brew
    as: cup
  - wait: 2s
  - say: "Here you are: {cup}."
"""
ACTIONS = f"""\
\"\"\"What the market does itself.\"\"\"


def brew() -> str:
    return "{CUP}"
"""

SITE = '  site: {{adapter: webhook, secret: "${{SITE_SECRET}}", deliver_to: "{deliver_to}"}}\n'
WEB = "  web: {{adapter: webchat}}\n"
PLATFORMS = """\
  telegram: {{adapter: telegram, token: "${{TELEGRAM_TOKEN}}", api_base: "{telegram_api}",
             mode: {mode}}}
  discord: {{adapter: discord, token: "${{DISCORD_TOKEN}}", api_base: "{discord_api}",
            gateway: "{discord_gateway}"}}
"""


def write_market(folder: Path, deliver_to: str) -> Path:
    """Write the brand's folder, with a webhook channel and a chat page, and return it."""
    return _write(folder, (SITE + WEB).format(deliver_to=deliver_to))


def write_whole_market(
    folder: Path, deliver_to: str, addresses: Addresses, mode: str = "polling"
) -> Path:
    """Write the brand's folder, with a channel of every kind, and return it."""
    channels = (SITE + WEB).format(deliver_to=deliver_to) + _on_platforms(addresses, mode)
    return _write(folder, channels)


def encrypt(brand: Path) -> None:
    """Let a brand encrypt what people say."""
    with (brand / "brand.yaml").open("a") as lines:
        lines.write("privacy: {encrypt: true}\n")


def write_platform_market(folder: Path, addresses: Addresses) -> Path:
    """Write the brand's folder, with a channel on each platform's stand-in, and return it."""
    return _write(folder, _on_platforms(addresses, "polling"))


def _on_platforms(addresses: Addresses, mode: str) -> str:
    return PLATFORMS.format(
        mode=mode,
        telegram_api=addresses.telegram_api,
        discord_api=addresses.discord_api,
        discord_gateway=addresses.discord_gateway,
    )


def _write(folder: Path, channels: str) -> Path:
    dialogues = folder / "dialogues"
    dialogues.mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND.format(channels=channels))
    (dialogues / "stall.yaml").write_text(STALL)
    (dialogues / "weather.yaml").write_text(WEATHER)
    (dialogues / "tea.yaml").write_text(TEA)
    (folder / "actions.py").write_text(ACTIONS)
    return folder
