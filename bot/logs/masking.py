"""Secrets in what is logged: there should be none, and what looks like one is never written."""

import re
from collections.abc import Iterable, Mapping

from bot.core.lazy_pattern import lazy_pattern

MASK = "***"

_NAMED_SO = lazy_pattern(r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|KEY$|_KEY_|AUTH")
"""Names of environment variables whose values are secrets."""

_SHORTEST = 8
"""Characters: what is shorter would be found by chance in what is harmless."""

_WITH_PASSWORD = lazy_pattern(r"\w://[^/\s:@]*:([^/\s@]+)@")

_LOOKS = lazy_pattern(
    r"""
    (?<!\d)\d{5,12}:[A-Za-z0-9_-]{20,}                              # a bot's token at Telegram
    | \b[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{5,8}\.[A-Za-z0-9_-]{25,}  # at Discord; a JSON Web Token
    | \bwhsec_[A-Za-z0-9+/=_-]+                                     # a signing secret
    | \bv1a?,[A-Za-z0-9+/=]{20,}                                    # a signature made with one
    | (?<=://)[^/\s:@]*:[^/\s@]+(?=@)                               # a password in an address
    | (?i:(?<=bearer\s)|(?<=basic\s)|(?<=bot\s))[A-Za-z0-9._~+/=-]{12,}
    | (?i:(?<=token=)|(?<=secret=)|(?<=password=)|(?<=key=)|(?<=signature=))[^\s&'"]{4,}
    """,
    re.VERBOSE,
)


class Mask:
    """Takes secrets out of texts: those that are known, and whatever has the shape of one.

    Args:
        known: values that nobody may read.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        longest_first = sorted(set(known), key=len, reverse=True)
        written = "|".join(re.escape(one) for one in longest_first)
        self._known = re.compile(written) if written else None

    def __call__(self, text: str) -> str:
        """Return the text with each secret masked."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        return _LOOKS.sub(MASK, text)


def secrets_in(environ: Mapping[str, str]) -> set[str]:
    """Return the values in an environment that are secrets, or hold one."""
    named = {
        part
        for name, value in environ.items()
        if _NAMED_SO.search(name.upper())
        for part in (value, *re.split(r"[,\s]+", value))
    }
    inside = {found[1] for value in environ.values() for found in _WITH_PASSWORD.finditer(value)}
    return {one for one in named | inside if len(one) >= _SHORTEST}
