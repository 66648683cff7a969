"""Whom a token vouches for, and every reason why one is not believed."""

import base64
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.identity_token import Connecting, Distrusted, Vouched, read_token

SECRET = "a secret of the site, of 32 bytes"
OTHER = "another secret, of 32 bytes as well"
NOW = 1_800_000_000
HERE = Connecting("nonce-1", "acme", NOW)
GOOD: dict[str, Any] = {"sub": "17", "exp": NOW + 60, "nonce": "nonce-1"}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(claims: Any, secret: str = SECRET, **header: Any) -> str:
    """Return a JSON Web Token as RFC 7515 writes it, by hand."""
    signed = (
        f"{b64(json.dumps({'alg': 'HS256', **header}).encode())}.{b64(json.dumps(claims).encode())}"
    )
    return f"{signed}.{b64(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def test_the_sample_of_the_standard_is_signed_as_we_read_it():
    """RFC 7515, appendix A.1: its key is no text, so its signature is made here once more."""
    header = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    claims = (
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
        "Ijp0cnVlfQ"
    )
    mac = b64(hmac.digest(SECRET.encode(), f"{header}.{claims}".encode(), "sha256"))
    read = read_token(f"{header}.{claims}.{mac}", [SECRET], HERE)
    assert isinstance(read, Distrusted)
    assert "claims sub" in read.reason  # believed so far: it has no sub


def test_a_good_token_vouches():
    told = {"name": "Ada Lovelace", "given_name": "Ada", "locale": "it", "zoneinfo": "Europe/Rome"}
    read = read_token(
        token({**GOOD, **told, "aud": ["acme"], "nbf": NOW, "iat": 1}), [SECRET], HERE
    )
    assert read == Vouched("17", "Ada Lovelace", "Ada", "it", "Europe/Rome")


def test_a_name_alone_tells_the_first_name_too():
    read = read_token(token({**GOOD, "name": "Ada Lovelace", "locale": "\0"}), [SECRET], HERE)
    assert read == Vouched("17", "Ada Lovelace", "Ada")


def test_while_secrets_change_any_of_them_vouches():
    assert isinstance(read_token(token(GOOD, OTHER), [SECRET, OTHER], HERE), Vouched)


NOT_BELIEVED = {
    "another secret": (token(GOOD, OTHER), "signature"),
    "no algorithm": (token(GOOD, alg="none"), "HS256"),
    "another algorithm": (token(GOOD, alg="HS512"), "HS256"),
    "something critical": (token(GOOD, crit=["b64"]), "HS256"),
    "ended": (token({**GOOD, "exp": NOW - 61}), "has ended"),
    "far ahead": (token({**GOOD, "exp": NOW + 3600}), "too long"),
    "not yet": (token({**GOOD, "nbf": NOW + 120}), "not valid yet"),
    "without an end": (token({"sub": "17", "nonce": "nonce-1"}), "exp"),
    "an end in words": (token({**GOOD, "exp": "tomorrow"}), "exp"),
    "replayed": (token({**GOOD, "nonce": "nonce-0"}), "nonce"),
    "without a nonce": (token({"sub": "17", "exp": NOW + 60}), "nonce"),
    "for another brand": (token({**GOOD, "aud": "other"}), "aud"),
    "nobody": (token({**GOOD, "sub": ""}), "sub"),
    "a number": (token({**GOOD, "sub": 17}), "sub"),
    "long": (token({**GOOD, "sub": "x" * 251}), "sub"),
    "unprintable": (token({**GOOD, "sub": "a\nb"}), "sub"),
    "a list": (token([GOOD]), "JSON Web Token"),
    "two parts": (token(GOOD).rpartition(".")[0], "JSON Web Token"),
    "endless": (token({**GOOD, "name": "x" * 9000}), "JSON Web Token"),
    "empty": ("", "JSON Web Token"),
}


@pytest.mark.parametrize(("written", "reason"), NOT_BELIEVED.values(), ids=NOT_BELIEVED)
def test_it_is_not_believed(written: str, reason: str):
    read = read_token(written, [SECRET], HERE)
    assert isinstance(read, Distrusted)
    assert reason in read.reason


@given(
    st.text(st.characters(codec="utf-8"), max_size=80) | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*")
)
def test_whatever_is_no_token_is_not_believed(written: str):
    assert isinstance(read_token(written, [SECRET], HERE), Distrusted)


@given(st.integers(0, len(token(GOOD)) - 1), st.sampled_from("Aa0_"))
def test_a_changed_token_is_not_believed(at: int, character: str):
    good = token(GOOD)
    changed = good[:at] + character + good[at + 1 :]
    read = read_token(changed, [SECRET], HERE)
    # The last character holds bits that decode to nothing.
    assert isinstance(read, Distrusted) or changed[:-1] == good[:-1]
