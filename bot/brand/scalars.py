"""YAML 1.2's rules for values without quotes: yes, no, on, 12:30 and dates are text."""

from bot.brand.nodes import Plain
from bot.core.lazy_pattern import lazy_pattern

_WORDS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_WHOLE = lazy_pattern(r"[-+]?[0-9]{1,15}")
"""Up to 15 digits: every reader of JSON keeps those exactly. A longer number is an identifier, and
an identifier is text."""

_BASED = lazy_pattern(r"0o[0-7]{1,15}|0x[0-9a-fA-F]{1,12}")
_DECIMAL = lazy_pattern(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,2})?")


def plain_value(text: str) -> Plain:
    """Return what a value without quotes stands for.

    Infinity and not-a-number stay text: nothing in a brand can be computed with them.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _DECIMAL.fullmatch(text) and not text.lstrip("+-").isdecimal():
        return float(text)
    return text
