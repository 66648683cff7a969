"""The envelope opens what was sealed there, and nothing else."""

import os
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing.envelope import (
    MARK,
    Unopenable,
    belonging,
    cipher,
    decrypted,
    encrypted,
    label_of,
    name_of_key,
    parts_of,
    sealed_text,
    without_label,
)

KEY = cipher(b"k" * 32)
HERE = belonging("fair", "answers", "value", "r1", "steps.0")
names = st.binary(min_size=11, max_size=11).map(name_of_key)
parts = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x1f")), min_size=1)


@given(st.binary(), st.binary(min_size=12, max_size=12), parts)
def test_what_is_encrypted_comes_back(data: bytes, nonce: bytes, where: list[str]):
    bound = belonging(*where)
    assert decrypted(KEY, encrypted(KEY, nonce, data, bound), bound) == data


@given(st.binary(), st.data())
def test_not_one_bit_may_be_changed(data: bytes, draw: st.DataObject):
    sealed = bytearray(b64decode(encrypted(KEY, os.urandom(12), data, HERE)))
    bit = draw.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unopenable):
        decrypted(KEY, b64encode(sealed).decode(), HERE)


@given(st.binary(), st.data())
def test_nothing_may_be_cut(data: bytes, draw: st.DataObject):
    text = encrypted(KEY, os.urandom(12), data, HERE)
    with pytest.raises(Unopenable):
        decrypted(KEY, text[: draw.draw(st.integers(0, len(text) - 1))], HERE)


@given(parts, parts)
def test_it_cannot_be_moved_elsewhere(here: list[str], there: list[str]):
    text = encrypted(KEY, os.urandom(12), b"mine", belonging(*here))
    if here == there:
        assert decrypted(KEY, text, belonging(*there)) == b"mine"
    else:
        with pytest.raises(Unopenable):
            decrypted(KEY, text, belonging(*there))


@given(st.binary(min_size=32, max_size=32))
def test_another_key_does_not_open_it(key: bytes):
    text = encrypted(KEY, os.urandom(12), b"mine", HERE)
    if key != b"k" * 32:
        with pytest.raises(Unopenable):
            decrypted(cipher(key), text, HERE)


@given(names, st.text("abc123+/="))
def test_a_sealed_text_names_its_key(name: str, text: str):
    sealed = sealed_text(name, text)
    assert sealed.startswith(MARK)
    assert parts_of(sealed) == (name, text)


@given(names)
def test_a_label_stays_in_front(name: str):
    label = label_of('{"type":"said","text":"hello"}')
    assert label == '{"type":"said"'
    sealed = sealed_text(name, "abc")
    assert without_label(label + sealed) == sealed
    assert without_label(sealed) == sealed
    assert without_label('{"type":"said","text":"~"}') == '{"type":"said","text":"~"}'
    assert label_of("[]") == ""
