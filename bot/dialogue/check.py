"""Checking a brand as a whole, as a compiler checks a program."""

from collections.abc import Sequence

from bot.brand.collected import Faults
from bot.brand.loading import BrandReading
from bot.brand.translations import Translations
from bot.dialogue.known import Known
from bot.dialogue.script import Script


def check_brand(
    brand: BrandReading | None,
    scripts: Sequence[Script],
    known: Known,
    translations: Translations,
    faults: Faults,
) -> None:
    """Add every fault that shows only when files are seen together, or steps in their order."""
    del brand, scripts, known, translations, faults
