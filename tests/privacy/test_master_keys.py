"""The operator's keys are read, or refused in words that tell nothing of them."""

import base64
import os

import pytest

from bot.store.errors import EncryptionFault
from bot.store.sealing.envelope import Unopenable
from bot.store.sealing.master_keys import MasterKeys, bound_key, new_key, read_keys

BOUND = bound_key("fair", "ada", "name")


def test_a_new_key_is_one():
    assert read_keys(new_key()) is not None


@pytest.mark.parametrize("setting", [None, "", "  ", " , "])
def test_no_key_is_no_fault(setting: str | None):
    assert read_keys(setting) is None


def test_the_first_wraps_and_each_unwraps():
    old, new = new_key(), new_key()
    before, during, after = read_keys(old), read_keys(f"{new}, {old}"), read_keys(new)
    assert before is not None
    assert during is not None
    assert after is not None
    wrapped = before.wrap(b"k" * 32, BOUND)
    assert during.unwrap(wrapped, before.current, BOUND) == b"k" * 32
    assert during.current == after.current != before.current
    with pytest.raises(Unopenable):
        after.unwrap(wrapped, before.current, BOUND)
    with pytest.raises(Unopenable):
        before.unwrap(wrapped, before.current, bound_key("fair", "bob", "name"))


def test_both_alphabets_are_base64():
    key = bytes([251, 255]) * 16
    plain, safe = base64.b64encode(key), base64.urlsafe_b64encode(key)
    one, other = read_keys(plain.decode()), read_keys(safe.decode())
    assert one is not None
    assert other is not None
    assert one.current == other.current


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("not a key!", "the first key in CONVIVIO_KEY is not base64"),
        ("c2hvcnQ=", "the key in CONVIVIO_KEY has 5 bytes, not 32: make one with"),
        ("c2hvcnR#", "the key in CONVIVIO_KEY is not base64"),
    ],
)
def test_what_is_no_key_is_refused_without_showing_it(setting: str, said: str):
    with pytest.raises(EncryptionFault) as refused:
        read_keys(setting)
    assert said in str(refused.value)
    assert setting not in str(refused.value)


def test_it_never_shows_itself():
    key = os.urandom(32)
    masters = MasterKeys([key])
    assert base64.b64encode(key).decode() not in repr(masters)
    assert key.hex() not in repr(masters)
