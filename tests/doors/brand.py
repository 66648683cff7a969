"""The example brands with their platforms at other addresses: those of the stand-ins."""

import shutil
from pathlib import Path

from tests.doors.scripts import EXAMPLE
from tests.platforms.on_whatsapp import NUMBER
from tests.platforms.process import Addresses
from tests.product import ROOT

SHOP = ROOT / "examples" / "bottega-zagara"


def write_example(folder: Path, addresses: Addresses) -> Path:
    """Copy the example into `folder`, its platforms being the stand-ins; return its place."""
    return _write(EXAMPLE, folder, addresses, "")


def write_shop(folder: Path, addresses: Addresses) -> Path:
    """Copy the shop likewise; the variables of its tokens begin with `SHOP_`."""
    return _write(SHOP, folder, addresses, "SHOP_")


def _whatsapp(addresses: Addresses, prefix: str) -> str:
    """Return the settings of a number; the shop's is the next one."""
    number = int(NUMBER) + bool(prefix)
    secrets = {"token": "TOKEN", "secret": "SECRET", "verify_token": "VERIFY"}
    told = ", ".join(f'{key}: "${{{prefix}WHATSAPP_{name}}}"' for key, name in secrets.items())
    return (
        f'{{adapter: whatsapp, {told}, number: "{number}", api_base: "{addresses.whatsapp_api}"}}'
    )


def _write(example: Path, folder: Path, addresses: Addresses, prefix: str) -> Path:
    shutil.copytree(example, folder)
    moved = {
        '{adapter: telegram, token: "${TELEGRAM_TOKEN}"}': (
            f'{{adapter: telegram, token: "${{{prefix}TELEGRAM_TOKEN}}",'
            f' api_base: "{addresses.telegram_api}"}}'
        ),
        '{adapter: discord, token: "${DISCORD_TOKEN}"}': (
            f'{{adapter: discord, token: "${{{prefix}DISCORD_TOKEN}}",'
            f' api_base: "{addresses.discord_api}", gateway: "{addresses.discord_gateway}"}}\n'
            f"  whatsapp: {_whatsapp(addresses, prefix)}"
        ),
    }
    brand = folder / "brand.yaml"
    written = brand.read_text(encoding="utf-8")
    for here, there in moved.items():
        assert written.count(here) == 1
        written = written.replace(here, there)
    brand.write_text(written, encoding="utf-8")
    return folder
