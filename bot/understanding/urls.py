"""Addresses of pages, alone or in a sentence: "www.example.org", "see https://example.org/x"."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from bot.core.lazy_pattern import lazy_pattern

_LONGEST = 2_000
"""Characters of a message, and of an address: what browsers and servers take."""

_OPENING = "<([{\u00ab\u201c\u2018\"'*_`"
_ENDING = ".,;:!?\u2026>)]}\u00bb\u201d\u2019\"'*`"
_PAIRS = {")": "(", "]": "["}

_SCHEME = lazy_pattern(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_LABEL = lazy_pattern(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?", re.IGNORECASE)
_TOP = lazy_pattern(r"[^\W\d_]{2,63}|xn--[a-z0-9-]+", re.IGNORECASE)
_LIKE_ADDRESS = lazy_pattern(r"[^\s@]+\.[^\s@]+")

_COMMON_TOPS = frozenset(
    {
        *("com", "org", "net", "edu", "gov", "info", "biz", "name", "app", "dev", "blog", "shop"),
        *("store", "online", "site", "website", "tech", "cloud", "agency", "studio", "design"),
        *("media", "news", "page", "link", "live", "space", "world", "group", "events", "email"),
        *("museum", "travel", "jobs", "coop", "mobi", "pro", "xyz", "club", "art", "music", "bio"),
    }
)
"""Long endings that make an address of a word in a sentence; two letters are a country's."""

_COUNTRY = 2


def read(text: str) -> str | None:
    """Return the only address of a page in a text, with https:// where it says nothing.

    Scheme and host are in lower case, all else is as it was written.

    Returns:
        None where there is no address, more than one, or one that is not of the web.
    """
    if ("." not in text and ":" not in text) or len(text) > _LONGEST:
        return None
    words = [_bare(word) for word in text.split()]
    if len(words) == 1:
        return _normal(words[0])
    found = {_normal(word) for word in words if _is_meant(word)}
    return found.pop() if len(found) == 1 else None


def _bare(word: str) -> str:
    """Return a word without what a sentence puts around it; a closed bracket stays."""
    word = word.lstrip(_OPENING)
    while word and word[-1] in _ENDING:
        opening = _PAIRS.get(word[-1])
        if opening is not None and word.count(opening) >= word.count(word[-1]):
            break
        word = word[:-1]
    return word


def _is_meant(word: str) -> bool:
    """Say whether a word in a sentence is meant as an address, be it a wrong one."""
    if "://" in word or word.casefold().startswith("www."):
        return True
    host = word.partition("/")[0].partition("?")[0].partition("#")[0].partition(":")[0]
    if not _LIKE_ADDRESS.fullmatch(host):
        return False
    top = host.rpartition(".")[2].casefold()
    return top.isalpha() and (len(top) == _COUNTRY or top in _COMMON_TOPS)


def _normal(word: str) -> str | None:
    if "@" in word.partition("/")[0] or any(sign in word for sign in '<>"{}|\\^`'):
        return None
    if "://" not in word:
        if _SCHEME.match(word) and not _LIKE_ADDRESS.match(word.partition(":")[0]):
            return None
        word = f"https://{word.removeprefix('//')}"
    try:
        parts = urlsplit(word)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or parts.username is not None or not _is_host(host):
        return None
    return _shown(parts)


def _is_host(host: str) -> bool:
    if _address(host) is not None:
        return True
    labels = host.removesuffix(".").split(".")
    named = len(labels) > 1 and _TOP.fullmatch(labels[-1]) is not None
    return named and all(_LABEL.fullmatch(label) for label in labels)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _shown(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.lower()).geturl()  # folding would change an ß
