"""Light Markdown as runs: read as authors mean it, written back without loss, and always fast."""

import re
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.markup import Run, escaped, normalised, parse, unmarked, write

STEADY = settings(max_examples=600)

TEXTS = st.text(st.sampled_from("*_~`[]()\\ab ù\n.-#x:/"), max_size=40)
"""Mostly marks: what an author writes by accident is harder than what is meant."""

RUNS = st.lists(
    st.builds(
        Run,
        st.text(st.sampled_from("*_~`[]()\\ab ù\n-#"), max_size=8),
        strong=st.booleans(),
        emphasis=st.booleans(),
        struck=st.booleans(),
        code=st.booleans(),
        link=st.sampled_from([None, None, "https://a.b/c", "x`y)z\\", "a b", "", "ab"]),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("markdown", "runs"),
    [
        ("", ()),
        ("plain - text", (Run("plain - text"),)),
        ("a **b** c", (Run("a "), Run("b", strong=True), Run(" c"))),
        ("a __b__ c", (Run("a "), Run("b", strong=True), Run(" c"))),
        ("*a* and _b_", (Run("a", emphasis=True), Run(" and "), Run("b", emphasis=True))),
        ("snake_case_name 2 * 3 * 4", (Run("snake_case_name 2 * 3 * 4"),)),
        ("~~old~~ new", (Run("old", struck=True), Run(" new"))),
        ("`a*b*`", (Run("a*b*", code=True),)),
        ("``a ` b``", (Run("a ` b", code=True),)),
        ("***a***", (Run("a", strong=True, emphasis=True),)),
        (
            "**a *b* c**",
            (
                Run("a ", strong=True),
                Run("b", strong=True, emphasis=True),
                Run(" c", strong=True),
            ),
        ),
        ("[here](https://a.b/c_d_e)", (Run("here", link="https://a.b/c_d_e"),)),
        ("[a *b*](x)!", (Run("a ", link="x"), Run("b", emphasis=True, link="x"), Run("!"))),
        ("[https://a.b](https://a.b)", (Run("https://a.b", link="https://a.b"),)),
        (r"\*a\* \[b\]", (Run("*a* [b]"),)),
        ("**a", (Run("**a"),)),
        ("[a](b", (Run("[a](b"),)),
    ],
)
def test_marks_are_read_as_runs(markdown: str, runs: tuple[Run, ...]) -> None:
    assert parse(markdown) == runs


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**a** [b](c)", "a b (c)"),
        ("[https://a.b](https://a.b)", "https://a.b"),
        ("a \ue000 *b*", "a \ue000 b"),
    ],
)
def test_text_without_marks(markdown: str, text: str) -> None:
    assert unmarked(markdown) == text


@STEADY
@given(TEXTS)
@example("**a ~~**b~~")
@example("*x **a*** b*")
@example("[[a](b)](c)")
def test_the_grammar_is_that_of_the_simple_rules(markdown: str) -> None:
    assert unmarked(markdown) == by_simple_rules(markdown)


@STEADY
@given(TEXTS)
def test_runs_hold_the_text_without_marks(markdown: str) -> None:
    runs = parse(markdown)
    if not any(run.link for run in runs):
        assert "".join(run.text for run in runs) == unmarked(markdown)
    assert runs == normalised(runs)
    assert all(run.text for run in runs)


@STEADY
@given(TEXTS)
def test_what_was_read_is_written_back(markdown: str) -> None:
    assert parse(write(parse(markdown))) == parse(markdown)


@STEADY
@given(RUNS)
def test_what_is_written_is_read_back(runs: list[Run]) -> None:
    assert parse(write(runs)) == normalised(runs)


@STEADY
@given(st.text(max_size=60))
def test_any_text_can_be_said_literally(text: str) -> None:
    assert unmarked(escaped(text)) == text
    assert parse(escaped(text)) == ((Run(text),) if text else ())


@pytest.mark.parametrize(
    "piece",
    [
        *("*", "**", "** a", "a **", "*a ", "_", "__", "_a", "~~", "~~ ", "`", "`` `", "`a``b```c"),
        *("[", "[a](", "[a](b", "\\", "**a*", "a_b ", "[*", "*_~`["),
    ],
)
def test_reading_takes_time_in_proportion(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    began = process_time()
    runs = parse(text)
    write(runs)
    assert process_time() - began < 1.0  # quadratic rules take several seconds here


CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"\[([^\[\]]+)\]\((\S+?)\)")
SPANS = (
    re.compile(r"(?<!\*)\*\*(?!\s)(.+?)(?<!\s)\*\*(?!\*)", re.DOTALL),
    re.compile(r"(?<![\w_])__(?!\s)(.+?)(?<!\s)__(?![\w_])", re.DOTALL),
    re.compile(r"~~(?!\s)(.+?)(?<!\s)~~", re.DOTALL),
    re.compile(r"(?<!\*)\*(?!\s)([^*]+?)(?<!\s)\*(?!\*)", re.DOTALL),
    re.compile(r"(?<![\w_])_(?!\s)([^_]+?)(?<!\s)_(?![\w_])", re.DOTALL),
)


def by_simple_rules(markdown: str) -> str:
    """Take the marks off by plain substitutions: slow for hostile texts, but easy to check."""
    text = re.sub(r"\\([!-/:-@\[-`{-~])", lambda found: shielded(found[1]), markdown)
    text = CODE.sub(lambda found: shielded(found[2]), text)
    text = LINK.sub(lambda found: labelled(found[1], found[2]), text)
    for span in SPANS:
        text = span.sub(r"\1", text)
    return re.sub("[\ue000-\ue05e]", lambda found: chr(ord(found[0]) - 0xE000 + ord("!")), text)


def labelled(label: str, address: str) -> str:
    shown = shielded(address)
    return shown if label == address else f"{label} ({shown})"


def shielded(text: str) -> str:
    return "".join(
        chr(ord(sign) - ord("!") + 0xE000) if "!" <= sign <= "~" else sign for sign in text
    )
