"""What platforms tell holds no zero character when it is stored."""

import msgspec
import pytest

from bot.channels.platform_json import UNREADABLE, without_zeros


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (rb'{"text": "a\u0000b"}', {"text": "ab"}),
        (rb'{"\u0000a": [1, null, "\u0000", {"b": "c"}]}', {"a": [1, None, "", {"b": "c"}]}),
        (rb'{"text": "a\\u0000b"}', {"text": r"a\u0000b"}),
    ],
)
def test_the_character_is_taken_out_wherever_it_is(told: bytes, kept: object):
    assert msgspec.json.decode(without_zeros(told)) == kept


def test_what_holds_none_stays_as_it_is():
    assert without_zeros(b"{ no JSON") == b"{ no JSON"


@pytest.mark.parametrize("told", [rb'{"a": "\u0000', rb"[" * 10_000 + rb'"\u0000"'])
def test_what_is_no_json_raises_what_is_known_of_it(told: bytes):
    with pytest.raises(UNREADABLE):
        without_zeros(told)
