"""The envelope opens what was sealed there, and nothing else."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing.envelope import (
    HEAD_BYTES,
    Unopenable,
    belonging,
    cipher,
    decrypted,
    encrypted,
    head_in,
    head_of,
    name_of_key,
    named_by,
    new_nonce,
)
from bot.store.sealing.standing import (
    as_bytes,
    as_text,
    is_sealed,
    label_of,
    sealed_in,
    shown,
    stands_sealed,
)

KEY = cipher(b"k" * 32)
HERE = belonging("fair", "answers", "value", "r1", "steps.0")
names = st.binary(min_size=11, max_size=11).map(name_of_key)
FORKED = """
import os, sys
from bot.store.sealing.envelope import new_nonce
new_nonce()
if child := os.fork():
    os.waitpid(child, 0)
sys.stdout.buffer.write(b"".join(new_nonce() for _ in range(100)))
"""
parts = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x1f")), min_size=1)


@given(st.binary(), st.binary(min_size=12, max_size=12), parts)
def test_what_is_encrypted_comes_back(data: bytes, nonce: bytes, where: list[str]):
    bound = belonging(*where)
    assert decrypted(KEY, encrypted(KEY, nonce, data, bound), bound) == data


def test_no_nonce_comes_twice():
    assert len({new_nonce() for _ in range(1_000)}) == 1_000


def test_a_process_that_was_forked_has_nonces_of_its_own():
    told = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, check=True).stdout
    assert len(told) == 2 * 100 * 12
    assert len({told[at : at + 12] for at in range(0, len(told), 12)}) == 2 * 100


@given(st.binary(), st.data())
def test_not_one_bit_may_be_changed(data: bytes, draw: st.DataObject):
    sealed = bytearray(encrypted(KEY, os.urandom(12), data, HERE))
    bit = draw.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unopenable):
        decrypted(KEY, bytes(sealed), HERE)


@given(st.binary(), st.data())
def test_nothing_may_be_cut(data: bytes, draw: st.DataObject):
    sealed = encrypted(KEY, os.urandom(12), data, HERE)
    with pytest.raises(Unopenable):
        decrypted(KEY, sealed[: draw.draw(st.integers(0, len(sealed) - 1))], HERE)


@given(parts, parts)
def test_it_cannot_be_moved_elsewhere(here: list[str], there: list[str]):
    sealed = encrypted(KEY, os.urandom(12), b"mine", belonging(*here))
    if here == there:
        assert decrypted(KEY, sealed, belonging(*there)) == b"mine"
    else:
        with pytest.raises(Unopenable):
            decrypted(KEY, sealed, belonging(*there))


@given(st.binary(min_size=32, max_size=32))
def test_another_key_does_not_open_it(key: bytes):
    sealed = encrypted(KEY, os.urandom(12), b"mine", HERE)
    if key != b"k" * 32:
        with pytest.raises(Unopenable):
            decrypted(cipher(key), sealed, HERE)


@given(names, st.binary())
def test_what_is_sealed_names_its_key(name: str, data: bytes):
    sealed = head_of(name) + data
    assert named_by(head_in(sealed)) == name
    assert sealed[HEAD_BYTES:] == data


@given(names, st.binary(min_size=28), st.sampled_from(["", '{"type":"said"']))
def test_bytes_and_texts_hold_the_same_behind_the_same_label(name: str, data: bytes, label: str):
    sealed, labelled = head_of(name) + data, bool(label)
    for standing in (as_bytes(sealed, label), as_text(sealed, label)):
        assert stands_sealed(standing, labelled=labelled)
        assert sealed_in(standing, labelled=labelled) == sealed
        assert shown(standing, labelled=labelled) == as_text(sealed, label)
    assert is_sealed(as_text(sealed))


def test_a_label_is_the_type_and_nothing_else():
    assert label_of('{"type":"said","text":"hello"}') == '{"type":"said"'
    assert label_of("[]") == ""


@pytest.mark.parametrize("text", ["", "[]", '{"type":"said","text":"~"}', '{"type":"'])
def test_texts_in_clear_do_not_stand_sealed(text: str):
    assert not stands_sealed(text, labelled=True)
    assert shown(text, labelled=True) == text


@pytest.mark.parametrize("text", ["~", "~*", "~AAAA", '{"type":"~'])
def test_what_only_looks_sealed_is_not_opened(text: str):
    try:
        sealed = sealed_in(text, labelled=True)
    except Unopenable:
        return
    with pytest.raises(Unopenable):
        decrypted(KEY, sealed[HEAD_BYTES:], HERE)
    assert len(named_by(head_in(sealed))) <= 16
