"""E-mail addresses, alone or in a sentence: "my mail is ada@example.org."."""

import re

_LONGEST = 2_000
"""Characters of a message in which an address is looked for."""

_NEVER = r"\s<>()\[\]{},;:|\"\u00ab\u00bb\u201c\u201d"
_CANDIDATE = re.compile(rf"[^{_NEVER}]+@[^{_NEVER}@]+")
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
    found = {_normal(one) for one in _CANDIDATE.findall(text)}
    return found.pop() if len(found) == 1 else None


def _normal(candidate: str) -> str | None:
    from email_validator import (  # noqa: PLC0415  # 20 ms that few questions need
        EmailNotValidError,
        validate_email,
    )

    bare = candidate.lstrip("'\u2018*`").rstrip(_AROUND)
    try:
        return validate_email(bare, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None
