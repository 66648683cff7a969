"""The brands beside these tests, whose stories say what the language means."""

from functools import lru_cache
from pathlib import Path

from bot.channels.registry import adapter_names
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand

HERE = Path(__file__).parent
BRANDS = {
    "language": "what can be said and asked, and which way it goes",
    "repair": "a workshop where people change their mind",
    "showing": "a hall: files and cards that are shown, and things that people send",
    "steps": "what the steps of stories themselves mean",
}


@lru_cache
def library_of(brand: str) -> Library:
    reading = read_brand(HERE / brand, {"TELEGRAM_TOKEN": "1:made-up"}, adapter_names())
    assert reading.library is not None, [str(fault) for fault in reading.faults]
    return reading.library
