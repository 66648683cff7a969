"""The one reader: YAML 1.2 values with their places, and what it refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.brand.nodes import Scalar, Table, value_of
from bot.brand.reader import DEEPEST, MOST_ALIASED, read_yaml


def read(text: str | bytes):
    return read_yaml("x.yaml", text.encode() if isinstance(text, str) else text)


def value(text: str | bytes):
    found = read(text)
    assert not found.faults
    assert found.root is not None
    return value_of(found.root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("8", 8),
        ("-3", -3),
        ("0o17", 15),
        ("0x1F", 31),
        ("8.5", 8.5),
        ("1e3", 1000.0),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("nan", "nan"),
        ("12345678901234567890", "12345678901234567890"),
        ('"8"', "8"),
        ("'true'", "true"),
        ('"è \\u00e8"', "è è"),
    ],
)
def test_values_follow_yaml_1_2(text: str, expected: object):
    assert value(f"key: {text}\n") == {"key": expected}


def test_a_mark_stands_for_a_value_elsewhere_and_is_missed_nowhere():
    assert value("key: &a x\nother: *a\n") == {"key": "x", "other": "x"}
    (fault,) = read("key: &a x\n").faults
    assert str(fault) == (
        "x.yaml:1:6: warning: &a is a mark that nothing refers to: nobody will read it. "
        "Put a text that begins with & in quotes."
    )


def test_a_byte_order_mark_and_windows_line_ends_are_accepted():
    found = read(b"\xef\xbb\xbfa: one\r\nb: two\r\n")
    assert isinstance(found.root, Table)
    assert value_of(found.root) == {"a": "one", "b": "two"}
    assert found.root.entries[1].value.place.line == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"   \n\n", b"# only a comment\n", "a: b".encode("utf-16"), b"a: \xff\n", b"a: \x00\n"],
    ids=["empty", "blank", "comment", "utf-16", "not utf-8", "control character"],
)
def test_what_is_no_text_is_one_fault_in_line_one(content: bytes):
    found = read(content)
    assert found.root is None
    assert [(fault.line, fault.severity) for fault in found.faults] == [(1, "error")]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\na: 2\n", (2, 1), "twice"),
        ("a: {b: 1, b: 2}\n", (1, 11), "twice"),
        ("<<: {a: 1}\n", (1, 1), "merge"),
        ("a: !x 1\n", (1, 4), "Tags"),
        ("a: !!str 1\n", (1, 4), "Tags"),
        ("---\na: 1\n", (1, 1), "---"),
        ("a: 1\n---\nb: 2\n", (2, 1), "---"),
        ("? [a]\n: 1\n", (1, 3), "key"),
        ("a: *b\n", (1, 4), "&b"),
        ("a: &x [*x]\n", (1, 8), "itself"),
        ("a: b: c\n", (1, 5), '": "'),
        ("a: *bold* text\n", (1, 4), "begin with & or *"),
        ("a: **bold** text\n", (1, 4), "begin with & or *"),
        ("a: > b\n", (1, 4), "begin with > or |"),
        ("a: ? b\n", (1, 4), "begin with ?"),
        ("a: - b\n", (1, 4), "list"),
        ("a: 'b' or c\n", (1, 8), "goes on"),
        ("a: {b\nc: d\n", (1, 4), "{"),
        ("a: [b\n", (1, 4), "["),
        ("a: 'b\n", (1, 4), "quote"),
        ("a: @b\n", (1, 4), "@"),
        ("a:\n\tb: 1\n", (2, 1), "tab"),
        ("è: {ù: [1\n", (1, 8), "["),
    ],
)
def test_what_surprises_people_is_refused_where_it_stands(
    text: str, place: tuple[int, int], words: str
):
    (fault,) = read(text).faults
    assert (fault.line, fault.column) == place
    assert words in fault.message


def test_an_invisible_character_is_shown_by_its_number():
    (fault,) = read("a: b\u00a0c\nd: e\x07\n").faults
    assert (fault.line, fault.column) == (2, 5)
    assert "U+0007" in fault.message


def test_depth_is_bounded_while_reading():
    assert not read("[" * DEEPEST + "]" * DEEPEST).faults
    for deeper in (DEEPEST + 1, 100_000):
        (fault,) = read("[" * deeper + "]" * deeper).faults
        assert "deep" in fault.message


def test_aliases_are_bounded_by_what_they_stand_for():
    enough = "\n".join(["a: &a [" + "x, " * 99 + "x]", "b: [" + "*a, " * 98 + "*a]"])
    assert not read(enough).faults
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
    )
    (fault,) = read(bomb).faults
    assert f"{MOST_ALIASED:,}" in fault.message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: one {two} {three}", (1, 14)),
        ("a: 'it''s {two} {three}'", (1, 17)),
        ('a: "one {two} {three}"', (1, 15)),
        ("a: |\n  one {two}\n  and {three}\n", (3, 7)),
        ("a: >-\n  one {two}\n\n  and {three}\n", (4, 7)),
        ("a: one {two}\n  and {three}\n", (2, 7)),
    ],
)
def test_a_place_inside_a_text_is_found_in_every_style(text: str, place: tuple[int, int]):
    root = read(text).root
    assert isinstance(root, Table)
    scalar = root.entries[0].value
    assert isinstance(scalar, Scalar)
    found = scalar.at(scalar.text.index("{three}"))
    assert (found.line, found.column) == place


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text(alphabet="ab:-[]{}&*!?#|>'\"\n \t,<é\x00", max_size=80))
def test_any_bytes_give_a_value_or_a_fault(content: bytes | str):
    found = read(content)
    assert found.faults if found.root is None else True
    for fault in found.faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert "\n" not in str(fault)
