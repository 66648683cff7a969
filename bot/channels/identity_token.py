"""Identity tokens: how a site vouches for who is on its page.

A token is a JSON Web Token (RFC 7519) signed with HS256, with the claims of OpenID Connect Core:
`sub`, `exp` and `nonce` are required; `nbf` and `aud` are heeded; `name`, `given_name`, `locale`
and `zoneinfo` tell about the person. The key is the secret, as it is written, in UTF-8.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from bot.channels.body import MAX_ID_CHARACTERS, is_storable
from bot.core.lazy_pattern import lazy_pattern

LONGEST_SECONDS = 600
"""How far ahead a token may end: it is made for one connection, and used at once."""

LEEWAY_SECONDS = 60
"""By how much the clocks of a site and of this machine may differ."""

LONGEST_TOKEN = 8_192
LONGEST_SUBJECT = MAX_ID_CHARACTERS - len("user:")

_BASE64URL = lazy_pattern(r"[A-Za-z0-9_-]*")


class Vouched(Struct, frozen=True):
    """Who somebody is, as their site says: `subject` is the site's own id of them."""

    subject: str
    name: str | None = None
    first_name: str | None = None
    language: str | None = None
    timezone: str | None = None


class Distrusted(Struct, frozen=True):
    """A token that is not believed, with the reason in words for whoever built the site."""

    reason: str


class Connecting(Struct, frozen=True):
    """What a token has to fit: `nonce` was made for this connection; `now` is Unix time in s."""

    nonce: str
    audience: str
    now: float


class _Header(Struct):
    alg: str
    crit: object = None


class _Claims(Struct):
    sub: str
    exp: float
    nonce: str | None = None
    nbf: float = 0
    aud: str | list[str] | None = None
    name: str | None = None
    given_name: str | None = None
    locale: str | None = None
    zoneinfo: str | None = None


_MALFORMED = Distrusted("it is no JSON Web Token with the claims sub, exp and nonce")


def read_token(token: str, secrets: Sequence[str], connecting: Connecting) -> Vouched | Distrusted:
    """Return whom a token vouches for, or why it is not believed.

    Args:
        token: as the site has written it.
        secrets: any of them may have signed it.
        connecting: what the token has to fit.
    """
    parts = token.split(".")
    if len(token) > LONGEST_TOKEN or len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return _MALFORMED
    try:
        header = msgspec.json.decode(_decoded(parts[0]), type=_Header)
        signature = _decoded(parts[2])
    except (ValueError, RecursionError):
        return _MALFORMED
    if header.alg != "HS256" or header.crit is not None:
        return Distrusted("it is not signed with HS256")
    if not _is_signed(f"{parts[0]}.{parts[1]}".encode(), signature, secrets):
        return Distrusted("its signature is not one of the channel's secret")
    try:
        claims = msgspec.json.decode(_decoded(parts[1]), type=_Claims)
    except (ValueError, RecursionError):
        return _MALFORMED
    return _fault(claims, connecting) or _vouched(claims)


def _decoded(part: str) -> bytes:
    if _BASE64URL.fullmatch(part) is None:
        raise ValueError("no base64url")
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _is_signed(signed: bytes, signature: bytes, secrets: Sequence[str]) -> bool:
    expected = [hmac.digest(secret.encode(), signed, "sha256") for secret in secrets]
    matches = [hmac.compare_digest(one, signature) for one in expected]
    return any(matches)


def _fault(claims: _Claims, connecting: Connecting) -> Distrusted | None:
    """Return why genuine claims are not believed here and now."""
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if audience is not None and connecting.audience not in audience:
        return Distrusted("its aud does not name this brand")
    if claims.nonce != connecting.nonce:
        return Distrusted("its nonce is not that of this connection: it was made for another")
    if not 0 < len(claims.sub) <= LONGEST_SUBJECT or not claims.sub.isprintable():
        return Distrusted(f"its sub is not 1 to {LONGEST_SUBJECT} printable characters")
    return _time_fault(claims, connecting.now)


def _time_fault(claims: _Claims, now: float) -> Distrusted | None:
    if claims.exp + LEEWAY_SECONDS < now:
        return Distrusted("it has ended")
    if claims.exp - LEEWAY_SECONDS > now + LONGEST_SECONDS:
        return Distrusted(f"it lasts too long: exp may be {LONGEST_SECONDS} s ahead")
    if claims.nbf - LEEWAY_SECONDS > now:
        return Distrusted("it is not valid yet")
    return None


def _vouched(claims: _Claims) -> Vouched:
    name = _short(claims.name) or _short(claims.given_name)
    return Vouched(
        claims.sub,
        name=name,
        first_name=_short(claims.given_name) or next(iter((name or "").split()), None),
        language=_short(claims.locale),
        timezone=_short(claims.zoneinfo),
    )


def _short(text: str | None) -> str | None:
    """Return a fact about a person where it is one that can be kept."""
    is_kept = text is not None and is_storable(text) and len(text) <= MAX_ID_CHARACTERS
    return (text or None) if is_kept else None
