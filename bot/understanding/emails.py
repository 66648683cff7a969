"""E-mail addresses, alone or in a sentence: "my mail is ada@example.org."."""

from bot.core.lazy_pattern import lazy_pattern

_LONGEST = 2_000
"""Characters of a message in which an address is looked for."""

_BETWEEN = lazy_pattern(r"[\s<>()\[\]{},;:|\"\u00ab\u00bb\u201c\u201d]+")
"""What stands between the words of a message, and in no address that people have."""

_MOST = 4
"""Ways in which one address may be written in a message: more than that are several."""

_AROUND = ".'!?\u2019\u2026*_`"
"""What ends a sentence, or stands around a word, and no address ends with."""


def read(text: str) -> str | None:
    """Return the only e-mail address in a text, its domain in lower case.

    Nobody is asked whether the domain exists.

    Returns:
        None where there is no address, or more than one, or something like one that is none.
    """
    if "@" not in text or len(text) > _LONGEST:
        return None
    meant = {_bare(word) for word in _BETWEEN.split(text) if "@" in word.strip("@")}
    found = {_normal(word) for word in meant} if len(meant) <= _MOST else set()
    return found.pop() if len(found) == 1 else None


def _bare(word: str) -> str:
    return word.lstrip("'\u2018*`").rstrip(_AROUND)


def _normal(word: str) -> str | None:
    from email_validator import (  # noqa: PLC0415  # 20 ms that few questions need
        EmailNotValidError,
        validate_email,
    )

    try:
        return validate_email(word, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None
