"""The expression language: what it computes, what it refuses, and what it never does."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.expressions.expression import (
    Budget,
    ExpressionError,
    OverBudget,
    Scope,
    check_expression,
    evaluate,
)

NOW = datetime(2026, 3, 3, 9, 5, tzinfo=UTC)
SCOPE = Scope(
    {
        "view": "conversation",
        "score": 8,
        "half": 2.5,
        "yes": True,
        "nothing": None,
        "picks": ["a", "b"],
        "result": {"total": 3, "deep": {"x": "y"}},
        "person": {"first_name": "Ada", "subscribed": ["blog"], "since": NOW},
        "now": NOW,
    },
    "en",
    "Europe/Rome",
)


def value(source: str, scope: Scope = SCOPE):
    return evaluate(source, scope, Budget())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("view == 'conversation'", True),
        ("score == 8.0", True),
        ("score == '8'", False),
        ("yes == 1", False),
        ("yes and score > 7", True),
        ("nothing or 'so much'", "so much"),
        ("not nothing", True),
        ("3 < score <= 8", True),
        ("'a' in picks", True),
        ("'c' not in picks", True),
        ("'blog' in person.subscribed", True),
        ("'conv' in view", True),
        ("score + 1", 9),
        ("score / 2", 4.0),
        ("score // 3 * 2 - 1", 3),
        ("-score % 3", 1),
        ("2 ** 10", 1024),
        ("'a' + 'b'", "ab"),
        ("picks + ['c']", ["a", "b", "c"]),
        ("picks[0]", "a"),
        ("picks[-1]", "b"),
        ("picks[7]", None),
        ("view[0]", "c"),
        ("result.total", 3),
        ("result['deep'].x", "y"),
        ("result.missing", None),
        ("result.missing.deeper", None),
        ("view.upper", None),
        ("person.first_name", "Ada"),
        ("'many' if score > 5 else 'few'", "many"),
        ("[score, 'x']", [8, "x"]),
        ("(1, 2)", [1, 2]),
        ("true and not false", True),
        ("null", None),
        ("  score\n  + 1 ", 9),
        ("missing", None),
        ("person.since == now", True),
        ("now > '2026-01-01'", True),
        ("now == '2026-03-03'", True),
        ("'2026-03-03' < now", False),
        ("now <= '2026-03-03' < '2026-03-04'", True),
        ("now < '2026-03-04'", True),
        ("now > '2026-03-03T00:00:00+00:00'", True),
        ("'9:00' < now < '18:00'", True),
        ("now == '10:05'", True),
        ("now >= '10:06'", False),
    ],
)
def test_a_value(source: str, expected: object):
    found = value(source)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
@pytest.mark.parametrize("sides", [("nothing", "score"), ("picks", "nothing"), ("gone", "gone")])
def test_null_compared_is_false(sign: str, sides: tuple[str, str]):
    assert value(f"{sides[0]} {sign} {sides[1]}") is False


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("nothing == None", True),
        ("nothing is null", True),
        ("nothing is not None", False),
        ("score != null", True),
        ("None == score", False),
    ],
)
def test_asking_for_null_itself_is_answered(source: str, expected: object):
    assert value(source) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("date('2026-12-05', 'long')", "December 5, 2026"),
        ("date(now)", "Mar 3, 2026"),
        ("date(nothing)", None),
        ("time('09:30')", "9:30\u202fAM"),
        ("time(now, 'short')", "10:05\u202fAM"),
        ("number(1234.5)", "1,234.5"),
        ("number(1234.5, 2)", "1,234.50"),
        ("number(2, decimals=0)", "2"),
        ("plural(1, 'day', 'days')", "day"),
        ("plural(score, 'day', 'days')", "days"),
        ("plural(2, one='day', other='days')", "days"),
        ("lower('ABC') + upper('abc')", "abcABC"),
        ("len(picks)", 2),
        ("len('four')", 4),
        ("len(nothing)", 0),
        ("round(half)", 3),
        ("round(2.345, 2)", 2.35),
        ("min(3, 1, 2)", 1),
        ("max([3, 1, 2])", 3),
        ("days('2026-03-03', '2026-03-10')", 7),
        ("days(now, '2026-03-01')", -2),
    ],
)
def test_a_function(source: str, expected: object):
    assert value(source) == expected


def test_plurals_follow_the_language():
    polish = Scope({}, "pl")
    forms = "one='dzień', few='dni', many='dni (wiele)', other='dnia'"
    found = [value(f"plural({n}, {forms})", polish) for n in (1, 3, 5)]
    assert found == ["dzień", "dni", "dni (wiele)"]


@pytest.mark.parametrize(
    "source",
    [
        "nothing + 1",
        "-nothing",
        "view - 1",
        "view + 1",
        "'a' * 1000000",
        "picks * 3",
        "1 / 0",
        "10 ** 1000",
        "2 ** 63",
        "(-8) ** 0.5",
        "9223372036854775807 + 1",
        "1e300 * 1e300",
        "view < 3",
        "'a' in score",
        "round(nothing)",
        "number('x')",
        "date('tomorrow')",
        "date(now, 'huge')",
        "'2026-02-31' < now",
        "now < '24:30'",
        "time('25:99')",
        "days(now, nothing)",
        "min([])",
        "plural(nothing, 'a', 'b')",
        "number(1, 99)",
        "round(1e300, 10)",
        "number(1e300, 10) + 1",
    ],
)
def test_values_that_do_not_go_together_are_an_error_of_the_expression(source: str):
    with pytest.raises(ExpressionError):
        value(source)


@pytest.mark.parametrize(
    "source",
    [
        "().__class__",
        "person.__dict__",
        "__import__('os')",
        "open('x')",
        "view.upper()",
        "[x for x in picks]",
        "lambda: 1",
        "f'{view}'",
        "{'a': 1}",
        "picks[0:1]",
        "*picks",
        "(x := 1)",
        "min(*picks)",
        "date(**result)",
        "b'bytes'",
        "1j",
        "...",
        "~score",
        "score << 60",
        "picks @ picks",
        "view is 'conversation'",
        "await view",
        "1; 2",
        "",
        "-" * 500 + "1",
        "(" * 300 + ")" * 300,
        "1" * 999,
        "x" * 1001,
        "len()",
        "date(1, 2, 3)",
        "'\\N{BULLET'",
    ],
)
def test_what_is_not_the_language_is_refused(source: str):
    assert check_expression(source, {"view", "score", "picks", "result", "x"})
    with pytest.raises(ExpressionError):
        value(source)


@pytest.mark.parametrize(
    ("source", "offset", "hint"),
    [
        ("viev == 'x'", 0, 'Did you mean "view"?'),
        ("'è' == viev", 7, 'Did you mean "view"?'),
        ("view = 'x'", 5, 'To compare, write "==".'),
        ("view && view", 5, 'Write "and".'),
        ("view || view", 5, 'Write "or".'),
        ("!view", 0, 'Write "not".'),
        ("view == ‘x’", 8, "Use straight quotes: ' or \"."),  # noqa: RUF001
        ("lowr(view)", 0, 'Did you mean "lower"?'),
        ("first_name", 0, 'Did you mean "person.first_name"?'),
    ],
)
def test_a_slip_is_found_where_it_is(source: str, offset: int, hint: str):
    (problem,) = check_expression(source, {"view"})
    assert (problem.offset, problem.hint) == (offset, hint)


@pytest.mark.parametrize("source", ["[grown, grown]", "[grown]"])
def test_a_value_cannot_grow_without_end(source: str):
    value: object = "x" * 100
    with pytest.raises(ExpressionError):  # noqa: PT012
        for _ in range(64):
            value = evaluate(source, Scope({"grown": value}), Budget())  # type: ignore[dict-item]
    assert len(str(value)) < 100_000


def test_a_turn_can_compute_only_so_much():
    budget = Budget(nodes=6)
    assert [evaluate("1 + 1", SCOPE, budget) for _ in range(2)] == [2, 2]
    with pytest.raises(OverBudget):
        evaluate("1 + 1", SCOPE, budget)
    assert budget.nodes < 0


NAMES = st.sampled_from(["view", "score", "half", "nothing", "picks", "person", "now", "gone"])
LEAVES = NAMES | st.sampled_from(["1", "0", "-1", "2.5", "'a'", "'2026-01-01'", "None", "true"])


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(
        ["+", "-", "*", "/", "//", "%", "**", "==", "!=", "<", ">=", "in", "and", "or"]
    )
    functions = st.sampled_from(
        ["date", "time", "number", "lower", "upper", "len", "round", "min", "max"]
    )
    return st.one_of(
        st.tuples(inner, signs, inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        st.tuples(functions, inner).map(lambda one: f"{one[0]}({one[1]})"),
        st.tuples(inner, inner).map(lambda one: f"{one[0]}[{one[1]}]"),
        st.tuples(inner, inner).map(lambda one: f"days({one[0]}, {one[1]})"),
        st.tuples(inner, inner, inner).map(lambda one: f"({one[0]} if {one[1]} else {one[2]})"),
        inner.map(lambda one: f"[{one}, {one}]"),
        inner.map(lambda one: f"plural({one}, 'x', 'y')"),
        inner.map(lambda one: f"not {one}"),
    )


@settings(max_examples=150)
@given(st.recursive(LEAVES, combined, max_leaves=12))
def test_every_expression_gives_a_value_or_an_expression_error(source: str):
    budget = Budget()
    try:
        found = evaluate(source, SCOPE, budget)
    except ExpressionError:
        return
    assert found is None or isinstance(found, bool | int | float | str | list | dict)
    assert budget.nodes < Budget().nodes


@settings(max_examples=120)
@given(st.text(max_size=60) | st.text(alphabet="ab01 .,()[]{}'\"=<>+-*/%!&|:@\\\n_é", max_size=40))
def test_any_text_is_an_expression_or_refused(source: str):
    problems = check_expression(source, ())
    for problem in problems:
        assert 0 <= problem.offset <= len(source)
    try:
        evaluate(source, SCOPE, Budget())
    except ExpressionError:
        return
