"""The stand-ins for Telegram and Discord in a process of their own, which outlives the product."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.product import environment

STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Addresses:
    """Where the stand-ins are, as the options of channels want it."""

    url: str
    telegram_api: str
    discord_api: str
    discord_gateway: str
    whatsapp_api: str
    sink: str


@contextmanager
def standing_in() -> Iterator[Addresses]:
    """Run `python -m sandbox` and tell where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield Addresses(**json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
