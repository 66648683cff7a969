"""The stand-ins for Telegram and Discord in a process of their own, which outlives the product."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.forking.start import Start
from tests.product import environment, start

STOP_SECONDS = 10.0
_ERRORS = 2
"""The number of the file to which a process complains."""


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
    heard, told = os.pipe()
    asked = Start("sandbox.__main__", ["--port", "0"], environment())
    process = start(asked, told, _ERRORS)
    os.close(told)
    try:
        with os.fdopen(heard, "rb") as out:
            yield Addresses(**json.loads(out.readline()))
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
