"""Texts with expressions in them: filled in, shown in the person's language, never trusted."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.expressions.expression import Budget, ExpressionError, Scope
from bot.dialogue.expressions.templates import check_template, parsed_template, render, resolve

VALUES = {
    "view": "talk",
    "picks": ["talk", "noise", "both"],
    "score": 8,
    "price": 1234.5,
    "yes": True,
    "no": False,
    "nothing": None,
    "said": "*bold* {score} [x](y) `z` <b>",
    "person": {"first_name": None},
    "day": datetime(2026, 3, 3, 23, 30, tzinfo=UTC),
}
LABELS = {"view": {"talk": "A talk"}, "picks": {"talk": "A talk", "noise": "A noise"}}
ENGLISH = Scope(VALUES, "en", "Europe/Rome", LABELS)
ITALIAN = Scope(VALUES, "it-IT", "Europe/Rome", LABELS)


def text(source: str, scope: Scope = ENGLISH) -> str:
    return render(source, scope, Budget()).text


@pytest.mark.parametrize(
    ("source", "english", "italian"),
    [
        ("Hello!", "Hello!", "Hello!"),
        ("{score} of 10", "8 of 10", "8 of 10"),
        ("{price}", "1,234.5", "1.234,5"),
        ("{nothing}.", ".", "."),
        ("{yes}/{no}", "yes/no", "sì/no"),
        ("{day}", "Mar 4, 2026", "4 mar 2026"),
        ("{view}", "A talk", "A talk"),
        ("{picks}", "A talk, A noise and both", "A talk, A noise e both"),
        ("{['a', 'b', 'c']}", "a, b and c", "a, b e c"),
        ("{['a', 'b']}", "a and b", "a e b"),
        ("{[]}|{['a']}", "|a", "|a"),
        ("{person.first_name or 'so much'}", "so much", "so much"),
        ("{view == 'talk'}", "yes", "sì"),
        ("{{score}} {{{score}}}", "{score} {8}", "{score} {8}"),
        ("{'}' + '{'}", "}{", "}{"),
        ("{plural(score, 'day', 'days')}", "days", "days"),
        ("two\nlines\n", "two\nlines", "two\nlines"),
    ],
)
def test_a_value_is_shown_in_the_language_of_the_person(source: str, english: str, italian: str):
    assert (text(source), text(source, ITALIAN)) == (english, italian)


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("Say *back* or **stop**, _now_ or __later__", "Say back or stop, now or later"),
        ("***both*** ~~gone~~ `a_b*c*`", "both gone a_b*c*"),
        ("[our page](https://e.org/a_b_c)", "our page (https://e.org/a_b_c)"),
        ("[https://e.org](https://e.org)", "https://e.org"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        (r"\*kept\* and 5 \_ 6", "*kept* and 5 _ 6"),
        ("*{score}* **{nothing}**", "8 "),
        ("no marks", "no marks"),
    ],
)
def test_plain_text_has_no_marks(source: str, plain: str):
    assert text(source) == plain


def test_what_a_person_wrote_is_neither_a_template_nor_markdown():
    rendered = render("*You* said: {said}", ENGLISH, Budget())
    assert rendered.text == "You said: *bold* {score} [x](y) `z` <b>"
    assert rendered.markdown == r"*You* said: \*bold\* {score} \[x\](y) \`z\` \<b\>"


def test_an_expression_that_fails_shows_as_nothing_and_is_reported():
    rendered = render("A {nothing + 1} B", ENGLISH, Budget())
    assert rendered.text == "A  B"
    assert rendered.incidents == ("{nothing + 1}: An empty value cannot be reckoned with.",)


def test_no_incident_holds_what_a_person_wrote():
    (incident,) = render("{said + 1}", ENGLISH, Budget()).incidents
    assert "bold" not in incident


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{score}", 8),
        ("{nothing}", None),
        ("{picks}", ["talk", "noise", "both"]),
        ("{view}", "talk"),
        ("a {view} of {score}", "a talk of 8"),
        (" {price}", " 1234.5"),
        ("{{score}}", "{score}"),
        (8, 8),
        (None, None),
        (True, True),
        ({"a": ["{score}", "x"]}, {"a": [8, "x"]}),
    ],
)
def test_a_value_that_is_one_expression_keeps_its_type(value: object, expected: object):
    assert resolve(value, ENGLISH, Budget()) == expected


def test_a_moment_becomes_text_where_it_is_kept():
    assert resolve("{day}", ENGLISH, Budget()) == "2026-03-03T23:30:00+00:00"


def test_a_value_that_cannot_be_computed_is_an_error():
    with pytest.raises(ExpressionError):
        resolve("{nothing + 1}", ENGLISH, Budget())


@pytest.mark.parametrize(
    ("source", "offset", "severity"),
    [
        ("a {b", 2, "error"),
        ("a {b {c}", 2, "error"),
        ("a {} b", 2, "error"),
        ("a {  } b", 2, "error"),
        ("a } b", 2, "warning"),
    ],
)
def test_braces_that_do_not_fit_are_found(source: str, offset: int, severity: str):
    (problem,) = check_template(source, lambda _: [])
    assert (problem.offset, problem.severity) == (offset, severity)


@settings(max_examples=120)
@given(st.text(alphabet="ab {}'\"*_`[]()\\\n{}score", max_size=40))
def test_any_text_is_rendered(source: str):
    budget = Budget()
    rendered = render(source, ENGLISH, budget)
    assert isinstance(rendered.text, str)
    assert len(parsed_template(source).literals) == len(parsed_template(source).holes) + 1


@settings(max_examples=80)
@given(st.text(max_size=40))
def test_what_a_person_wrote_comes_back_verbatim(said: str):
    scope = Scope({"said": said})
    rendered = render("_Said_: {said}!", scope, Budget())
    assert rendered.text == f"Said: {said}!"
