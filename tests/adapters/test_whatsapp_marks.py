"""Styled text as WhatsApp reads it: nothing becomes a style that was none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp.marks import write
from adapters.whatsapp.room import TEXT
from bot.channels.splitting import needed
from bot.core.markup import Run, escaped, parse
from sandbox.whatsapp.marks import read_as_written, shown

WRITTEN = {
    "**bold**, *slanted*, ~~struck~~ and `code`": "*bold*, _slanted_, ~struck~ and `code`",
    "**a *b* c**": "*a* *_b_* *c*",
    "re**al**ly": "really",
    "**two\nlines**": "*two*\n*lines*",
    "[our site](https://example.org/_a_)": "our site (https://example.org/_a_)",
    "**[our site](https://example.org/)** now": "*our site* (https://example.org/) now",
    "[https://example.org](https://example.org)": "https://example.org",
    r"he said \*no\*": "he said \u2217no\u2217",
    r"\_quiet\_ and \~gone\~ and \`x\`": "\u02cdquiet\u02cd and \u223cgone\u223c and \u02cbx\u02cb",
    r"\> a saying": "\u203a a saying",
    "snake_case stays, and 5 * 3, and one* alone": "snake_case stays, and 5 * 3, and one* alone",
    r"\*loose **bold**": "\u2217loose *bold*",
    r"see https://example.org/\_a\_/\*b\* there": "see https://example.org/_a_/*b* there",
    "see **https://example.org/a** there": "see https://example.org/a there",
}


@pytest.mark.parametrize("markdown", WRITTEN)
def test_a_text(markdown: str):
    assert write(parse(markdown)) == WRITTEN[markdown]


PIECES = st.text(st.sampled_from([*"ab1 *_~`>.,-()\n", "é", "👍"]), max_size=24)
STYLED = st.builds(
    Run,
    text=PIECES,
    strong=st.booleans(),
    emphasis=st.booleans(),
    struck=st.booleans(),
    code=st.booleans(),
)


@given(PIECES)
def test_what_somebody_wrote_is_read_as_they_wrote_it(text: str):
    told = write(parse(escaped(text)))
    assert shown(told) == told
    assert read_as_written(told) == text


@given(st.lists(STYLED, max_size=4))
def test_a_style_takes_nothing_from_the_text_and_adds_nothing(runs: list[Run]):
    text = "".join(run.text for run in runs)
    assert read_as_written(shown(write(runs))) == text


@given(st.lists(STYLED, max_size=4))
def test_it_is_never_longer_than_reckoned(runs: list[Run]):
    assert len(write(runs)) <= needed(runs, TEXT)
