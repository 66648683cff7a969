"""Texts with marks at the stand-in for Telegram: HTML, MarkdownV2, entities."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.telegram.formatting import formatted
from sandbox.telegram.refusals import RefusedError
from sandbox.telegram.utf16 import utf16_length

SHOWN = [
    ("HTML", "<b>bold</b> &amp; <i>it <u>both</u></i>", "bold & it both",
     [("bold", 0, 4), ("italic", 7, 7), ("underline", 10, 4)]),
    ("HTML", "👍<s>x</s>&nbsp;&#33;", "👍x&nbsp;!", [("strikethrough", 2, 1)]),
    ("HTML", '<a href="https://e.org/?a=1&amp;b=2">here</a>', "here", [("text_link", 0, 4)]),
    ("HTML", '<a href="tg://user?id=17">Ada</a>', "Ada", [("text_mention", 0, 3)]),
    ("HTML", "<a>nowhere</a>", "nowhere", []),
    ("HTML", '<span class="tg-spoiler">x</span><b></b>', "x", [("spoiler", 0, 1)]),
    ("HTML", '<pre><code class="language-python">1</code></pre>', "1",
     [("code", 0, 1), ("pre", 0, 1)]),
    ("HTML", "<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ("HTML", "  <b> padded </b>  ", "padded", [("bold", 0, 6)]),
    ("HTML", "<code>@nobody</code> @somebody", "@nobody @somebody",
     [("code", 0, 7), ("mention", 8, 9)]),
    ("MarkdownV2", r"*bold* _it_ __u__ ~s~ ||h|| 1\.", "bold it u s h 1.",
     [("bold", 0, 4), ("italic", 5, 2), ("underline", 8, 1), ("strikethrough", 10, 1),
      ("spoiler", 12, 1)]),
    ("MarkdownV2", "*bold _both_*", "bold both", [("bold", 0, 9), ("italic", 5, 4)]),
    ("MarkdownV2", "`a*b` ```py\nx_1\n```", "a*b x_1", [("code", 0, 3), ("pre", 4, 3)]),
    ("MarkdownV2", r"[here](https://e.org/\))", "here", [("text_link", 0, 4)]),
    ("MarkdownV2", ">one\n>two\nthree", "one\ntwo\nthree", [("blockquote", 0, 7)]),
    ("", "*plain*\r\n\x07end", "*plain*\n end", []),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "text", "shown", "entities"), SHOWN)
def test_marks_become_entities(mode, text, shown, entities):
    result = formatted(text, mode, "")
    found = [(entity.type, entity.offset, entity.length) for entity in result.entities]
    assert (result.text, sorted(found)) == (shown, sorted(entities))


def test_addresses_and_languages_are_kept():
    link = formatted('<a href="https://e.org/?a=1&amp;b=2">x</a>', "html", "").entities[0]
    assert link.url == "https://e.org/?a=1&b=2"
    person = formatted('<a href="tg://user?id=17">Ada</a>', "html", "").entities[0].user
    assert person is not None
    assert person.id == 17
    code = formatted("```py\nx```", "MarkdownV2", "").entities[0]
    assert code.language == "py"


RESERVED = "Character '{}' is reserved and must be escaped with the preceding '\\'"
REFUSED = [
    ("HTML", "a <b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
    ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
    ("HTML", "è <b", "Unclosed start tag at byte offset 3"),
    ("HTML", "<b>x</b", "Unclosed end tag at byte offset 4"),
    ("HTML", "<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
    ("HTML", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("MarkdownV2", "è *x", "Can't find end of Bold entity at byte offset 3"),
    ("MarkdownV2", "*a _b* c_", "Can't find end of Italic entity at byte offset 3"),
    ("MarkdownV2", "`x", "Can't find end of Code entity at byte offset 0"),
    ("MarkdownV2", "```x", "Can't find end of Pre entity at byte offset 0"),
    ("MarkdownV2", "[x]", "Can't find end of TextUrl entity at byte offset 0"),
    *(("MarkdownV2", f"a {mark} b", RESERVED.format(mark)) for mark in "()>#+-=|{}.!"),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "text", "words"), REFUSED)
def test_marks_that_do_not_fit_are_refused(mode, text, words):
    with pytest.raises(RefusedError) as refusal:
        formatted(text, mode, "")
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


def test_entities_are_trimmed_with_their_text_and_found_ones_are_added():
    given_entities = [
        {"type": "bold", "offset": 0, "length": 5},
        {"type": "mention", "offset": 0, "length": 3},
        {"type": "italic", "offset": 0, "length": 1},
    ]
    shown = formatted("  👍 @ada_l ", "", json.dumps(given_entities))
    found = [(entity.type, entity.offset, entity.length) for entity in shown.entities]
    assert shown.text == "👍 @ada_l"
    assert found == [("bold", 0, 3), ("mention", 3, 6)]


def test_entities_move_where_carriage_returns_go():
    given_entities = [{"type": "bold", "offset": 1, "length": 5}]
    shown = formatted("a\r\nb\r\nc", "", json.dumps(given_entities))
    assert (shown.text, shown.entities[0].offset, shown.entities[0].length) == ("a\nb\nc", 1, 3)


@settings(max_examples=200)
@given(
    st.text(alphabet="ab*_~|`[]()<>&/\\. \n👍b", max_size=30),
    st.sampled_from(["", "html", "markdownv2"]),
)
def test_any_text_is_shown_or_refused_and_entities_stay_inside(text: str, mode: str):
    try:
        shown = formatted(text, mode, "")
    except RefusedError:
        return
    assert shown.text == shown.text.strip()
    end = utf16_length(shown.text)
    for entity in shown.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= end
