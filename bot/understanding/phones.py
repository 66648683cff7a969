"""Phone numbers as people write them, alone or in a sentence, in the form E.164."""

import phonenumbers
from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    ValidationResult,
)

from bot.core.lazy_pattern import lazy_pattern
from bot.understanding.regions import regions_of
from bot.understanding.spelling import LONGEST

_NO_REGION = "ZZ"
_ABROAD = lazy_pattern(r"(?<![\d+])00(?=[1-9])")
"""How most of the world dials what is written as +."""


def read(text: str, language: str, timezone: str) -> str | None:
    """Return the only phone number in a text, such as "+393331234567".

    A number with its country code need only be of a possible length; one without has to be a valid
    number of the person's region.

    Args:
        text: a whole message.
        language: the person's BCP 47 tag, whose region comes first.
        timezone: the brand's IANA zone, whose region comes next.

    Returns:
        None where there is no number, or more than one.
    """
    if len(text) > LONGEST:
        return None
    text = _ABROAD.sub("+", text)
    for region in (*regions_of(language, timezone), _NO_REGION):
        found = _numbers(text, region)
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _numbers(text: str, region: str) -> set[str]:
    matcher = PhoneNumberMatcher(text, region, leniency=Leniency.POSSIBLE)
    return {
        phonenumbers.format_number(found.number, PhoneNumberFormat.E164)
        for found in matcher
        if _is_whole(found.number)
        if found.raw_string.startswith("+") or _is_of(found.number, region)
    }


def _is_whole(number: PhoneNumber) -> bool:
    """Say whether a number has the length of one that can be dialled from anywhere."""
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _is_of(number: PhoneNumber, region: str) -> bool:
    return phonenumbers.is_valid_number_for_region(number, region)
