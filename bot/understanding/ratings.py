"""Ratings: by a number, by "4/5", in words, or in stars."""

from bot.understanding import numbers

_FULL_STARS = "⭐★🌟"
_OTHER_SIGNS = "☆\ufe0f"
"""What may stand beside full stars: empty ones, and the sign that makes an emoji of them."""


def read(text: str, language: str, maximum: int) -> int | None:
    """Return a rating as a whole number; whether it lies on the scale is for the asker to say.

    Args:
        text: a whole message.
        language: whose number words and separators are read first.
        maximum: the best rating; "4/5" is read only where it is 5.
    """
    signs = "".join(text.split())
    stars = sum(signs.count(star) for star in _FULL_STARS)
    if stars and all(sign in _FULL_STARS or sign in _OTHER_SIGNS for sign in signs):
        return stars
    number = numbers.read(text, language, maximum)
    return number if isinstance(number, int) else None
