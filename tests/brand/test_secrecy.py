"""Secrets are known by their keys, also those of adapters that the core has never heard of."""

import pytest

from bot.brand.collected import Faults
from bot.brand.loading import read_brand_file
from bot.brand.reader import read_yaml
from bot.brand.secrecy import is_secret

_BRAND = """\
brand: market
channels:
  chat: {adapter: further, verify_token: WORD, number: "12345"}
"""


@pytest.mark.parametrize(
    "key", ["secret", "token", "password", "verify_token", "app_secret", "api_key", "apikey"]
)
def test_a_key_that_ends_so_holds_a_secret(key: str):
    assert is_secret(key)


@pytest.mark.parametrize("key", ["public_key", "number", "account", "tokens_a_day", "template"])
def test_another_key_holds_none(key: str):
    assert not is_secret(key)


@pytest.mark.parametrize(
    ("word", "faults"),
    [("hunter2", ["A secret cannot be written in this file."]), ('"${VERIFY}"', [])],
)
def test_a_secret_of_an_adapter_of_elsewhere_stands_in_no_file(word: str, faults: list[str]):
    root = read_yaml("brand.yaml", _BRAND.replace("WORD", word).encode()).root
    assert root is not None
    found = Faults()
    read_brand_file(root, {"VERIFY": "hunter2"}, ["further"], found)
    assert [fault.message for fault in found.found] == faults
