"""Whether what was said and what is true are what a story expects."""

import re
import unicodedata
from typing import assert_never

from bot.core.content import Card, Message
from bot.core.values import Value
from bot.stories.story import (
    AnyOf,
    Anything,
    Contains,
    Exactly,
    Expected,
    Hears,
    Matches,
    Silence,
    WantedCard,
)

_NO_BREAK = str.maketrans({"\u00a0": " ", "\u202f": " "})
"""The spaces that numbers and times are shown with in some languages: nobody types them."""


def plain(text: str) -> str:
    """Return a text as stories compare it: NFC, plain spaces, and no white space around it."""
    return unicodedata.normalize("NFC", text).translate(_NO_BREAK).strip()


def authored_labels(message: Message) -> tuple[str, ...]:
    """Return the labels an author wrote, in order; what the product adds is not counted."""
    return tuple(plain(button.label) for button in message.buttons if button.authored)


def text_fits(expected: Expected, text: str) -> bool:
    """Say whether a message with this plain text is what a `bot` step expects."""
    said = plain(text)
    match expected:
        case Exactly(wanted):
            return said == plain(wanted)
        case Contains(part):
            return plain(part) in said
        case Matches(pattern):
            return re.search(unicodedata.normalize("NFC", pattern), said) is not None
        case AnyOf(texts):
            return said in {plain(wanted) for wanted in texts}
        case Anything():
            return True
        case Silence():
            return False
        case _:
            assert_never(expected)


def message_fits(step: Hears, message: Message) -> bool:
    """Say whether text and, where asserted, buttons, files and card are what the step expects."""
    if not text_fits(step.expected, message.text):
        return False
    if step.buttons is not None and tuple(map(plain, step.buttons)) != authored_labels(message):
        return False
    if step.media is not None and step.media != tuple(media.url for media in message.media):
        return False
    return step.card is None or _card_fits(step.card, message.card)


def _card_fits(wanted: WantedCard, card: Card | None) -> bool:
    if card is None:
        return False
    image = None if card.image is None else card.image.url
    pairs = (
        (wanted.title, card.title),
        (wanted.text, card.text),
        (wanted.image, image),
        (wanted.url, card.url),
    )
    return all(want is None or plain(want) == plain(is_ or "") for want, is_ in pairs)


def same(wanted: Value, actual: Value) -> bool:
    """Compare values as the language does: 8 equals 8.0, and true is not 1.

    A whole number is also the text of its digits: a choice is kept as its author writes its key.
    """
    match wanted, actual:
        case (bool(), _) | (_, bool()):
            return wanted is actual
        case str(), str():
            return plain(wanted) == plain(actual)
        case (int() | float() as number, str() as text) | (str() as text, int() as number):
            return str(number) == plain(text)
        case list(), list():
            return len(wanted) == len(actual) and all(map(same, wanted, actual))
        case dict(), dict():
            return wanted.keys() == actual.keys() and all(
                same(value, actual[key]) for key, value in wanted.items()
            )
        case _:
            return wanted == actual
