"""The example brand with its platforms at other addresses: those of the stand-ins."""

import re
import shutil
from pathlib import Path

from tests.doors.scripts import EXAMPLE
from tests.platforms.process import Addresses

CHANNELS = """\
channels:
  telegram: {{adapter: telegram, token: "${{TELEGRAM_TOKEN}}", api_base: "{telegram_api}"}}
  discord: {{adapter: discord, token: "${{DISCORD_TOKEN}}", api_base: "{discord_api}",
            gateway: "{discord_gateway}"}}
  web: {{adapter: webchat}}
  site: {{adapter: webhook, secret: "${{SITE_SECRET}}"}}
"""
_CHANNELS = re.compile(r"^channels:\n(?:[ ].*\n)+", re.MULTILINE)


def write_example(folder: Path, addresses: Addresses) -> Path:
    """Copy the example into `folder`, its platforms being the stand-ins; return its place."""
    shutil.copytree(EXAMPLE, folder)
    brand = folder / "brand.yaml"
    channels = CHANNELS.format(
        telegram_api=addresses.telegram_api,
        discord_api=addresses.discord_api,
        discord_gateway=addresses.discord_gateway,
    )
    changed, count = _CHANNELS.subn(channels, brand.read_text(encoding="utf-8"))
    assert count == 1
    brand.write_text(changed, encoding="utf-8")
    return folder
