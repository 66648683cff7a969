"""Fitting to a platform: nothing is lost, every piece is within the limits, and cuts read well."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from bot.channels.buttons import has_room
from bot.channels.capabilities import Capabilities
from bot.channels.fit import Fitted, fit
from bot.channels.splitting import LEAST_LIMIT
from bot.core.changes import ChoicesListed, LabelShortened, LinkSpelt, TextSplit
from bot.core.clusters import clusters
from bot.core.content import Button, Media, Message
from bot.core.lengths import TextUnit, size
from bot.core.markup import Run, escaped, parse, unmarked, write

STEADY = settings(max_examples=400)

UNLIMITED = Capabilities(buttons=100)


def message(markdown: str, *labels: str, added: tuple[str, ...] = ()) -> Message:
    authored = [Button(f"m.{place}", label) for place, label in enumerate(labels)]
    own = [Button(f"m.{label}", label, authored=False) for label in added]
    return Message(unmarked(markdown), markdown, (*authored, *own))


def table(
    text: int | None = None,
    label: int | None = None,
    buttons: int = 100,
    unit: TextUnit = "characters",
    marks: bool = True,
) -> Capabilities:
    return Capabilities(
        text_limit=text, label_limit=label, buttons=buttons, unit=unit, counts_marks=marks
    )


def texts(fitted: Fitted) -> list[str]:
    return [one.text for one in fitted.messages]


@pytest.mark.parametrize(
    ("markdown", "limit", "pieces"),
    [
        ("short", 40, ["short"]),
        (f"{'a' * 20}\n\n{'b' * 15}\n{'c' * 15}", 40, ["a" * 20, f"{'b' * 15}\n{'c' * 15}"]),
        (f"{'a' * 20}\n{'b' * 10}. {'c' * 15}", 40, ["a" * 20, f"{'b' * 10}. {'c' * 15}"]),
        (f"{'a' * 20}. {'b' * 10} {'c' * 15}", 40, ["a" * 20 + ".", f"{'b' * 10} {'c' * 15}"]),
        (f"{'a' * 20} {'b' * 10} {'c' * 15}", 40, [f"{'a' * 20} {'b' * 10}", "c" * 15]),
        (f"a\n\n{'b' * 20} {'c' * 10} {'d' * 15}", 40, [f"a\n\n{'b' * 20} {'c' * 10}", "d" * 15]),
        ("a" * 50, 40, ["a" * 40, "a" * 10]),
        ("x" * 20 + "。" + "y" * 30, 40, ["x" * 20 + "。", "y" * 30]),
        ("1. " + "x" * 25 + "\n2. " + "y" * 25, 40, ["1. " + "x" * 25, "2. " + "y" * 25]),
    ],
)
def test_a_text_is_cut_where_it_reads_best(markdown: str, limit: int, pieces: list[str]) -> None:
    fitted = fit(message(markdown), table(limit))
    assert texts(fitted) == pieces
    assert fitted.changes == ((TextSplit(len(pieces)),) if len(pieces) > 1 else ())


@pytest.mark.parametrize(
    ("unit", "sign", "fit_in"),
    [("characters", "😀", 40), ("utf16", "😀", 20), ("bytes", "😀", 10), ("bytes", "ù", 20)],
)
def test_each_platform_counts_in_its_own_unit(unit: TextUnit, sign: str, fit_in: int) -> None:
    assert texts(fit(message(sign * fit_in), table(40, unit=unit))) == [sign * fit_in]
    assert texts(fit(message(sign * fit_in + sign), table(40, unit=unit))) == [sign * fit_in, sign]


def test_where_styles_go_beside_the_text_only_the_text_counts() -> None:
    styled = message(f"**{'a' * 18}** [{'b' * 21}](https://example.org/a/long/way)")
    assert fit(styled, table(40, marks=False)) == Fitted((styled,))
    assert len(fit(styled, table(40)).messages) > 1
    literal = message(escaped("*" * 40))
    assert fit(literal, table(40, marks=False)) == Fitted((literal,))


def test_styles_stand_on_both_sides_of_a_cut() -> None:
    fitted = fit(message(f"**{'a' * 20} *{'b' * 20}* c**"), table(40))
    assert [one.markdown for one in fitted.messages] == [f"**{'a' * 20}**", f"***{'b' * 20}* c**"]


@pytest.mark.parametrize("span", ["[two words here](https://a.b)", "`two words here and more`"])
def test_a_link_and_a_code_span_stay_whole(span: str) -> None:
    fitted = fit(message(f"{'a' * 20} {span} b"), table(44))
    assert any(span in one.markdown for one in fitted.messages)


def test_an_address_that_is_too_long_stands_in_the_text() -> None:
    address = "https://example.org/" + "a" * 60
    fitted = fit(message(f"See [this page]({address})."), table(60))
    assert "".join(texts(fitted)).replace(" ", "") == f"Seethispage({address})."
    assert LinkSpelt(address) in fitted.changes


@pytest.mark.parametrize("sign", ["👩‍👩‍👧", "🇮🇹", "e\u0301", "👍🏽"])
def test_what_people_see_as_one_is_not_taken_apart(sign: str) -> None:
    fitted = fit(message(sign * 60), table(41, unit="utf16"))
    assert "".join(texts(fitted)) == sign * 60
    assert {cluster for one in texts(fitted) for cluster in clusters(one)} == {sign}


def test_buttons_and_media_stay_with_the_last_piece() -> None:
    media = (Media("file", "https://a.b/c"),)
    long = Message("a " * 40, "a " * 40, (Button("m.0", "A"),), media)
    *earlier, last = fit(long, table(40)).messages
    assert (last.buttons, last.media) == (long.buttons, media)
    assert all(not one.buttons and not one.media for one in earlier)


@pytest.mark.parametrize(
    ("buttons", "text", "left"),
    [
        (4, "Which?", ["A", "B_", "C", "Skip"]),
        (3, "Which?\n\n1. A\n2. B_\n3. C", ["Skip"]),
        (0, "Which?\n\n1. A\n2. B_\n3. C\nSkip", []),
    ],
)
def test_too_many_choices_become_a_numbered_list(buttons: int, text: str, left: list[str]) -> None:
    asked = message("Which?", "A", "B_", "C", added=("Skip",))
    (shown,) = fit(asked, table(buttons=buttons)).messages
    assert shown.text == text
    assert unmarked(shown.markdown) == text
    assert [button.label for button in shown.buttons] == left


def test_the_products_own_buttons_are_one_line() -> None:
    (shown,) = fit(message("Sure?", added=("Yes", "No")), table(buttons=0)).messages
    assert shown.text == "Sure?\n\nYes · No"


def test_choices_that_are_numbers_are_not_numbered() -> None:
    (shown,) = fit(message("How many?", "5", "10"), table(buttons=1)).messages
    assert shown.text == "How many?\n\n• 5\n• 10"


def test_a_button_that_leads_elsewhere_becomes_a_link() -> None:
    led = Message("Go", "Go", (Button("m.0", "Site", url="https://a.b"),))
    (shown,) = fit(led, table(buttons=0)).messages
    assert parse(shown.markdown)[-1] == Run("Site", link="https://a.b")


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (["Short", "A rather long one"], ["Short", "A rather…"]),
        (["A rather long one", "A rather late one"], ["1. A rat…", "2. A rat…"]),
        (["A rather…", "A rather long one"], ["A rather…", "2. A rat…"]),
        (["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧"], ["👩‍👩‍👧…"]),
    ],
)
def test_a_long_label_is_cut_and_never_like_another(labels: list[str], shown: list[str]) -> None:
    fitted = fit(message("Which?", *labels), table(label=9))
    assert [button.label for button in fitted.messages[-1].buttons] == shown
    assert fitted.changes == tuple(
        LabelShortened(label, new) for label, new in zip(labels, shown, strict=True) if label != new
    )


def test_labels_that_could_not_be_told_apart_become_a_list() -> None:
    fitted = fit(message("Which?", "abcd", "abce"), table(label=3))
    assert texts(fitted) == ["Which?\n\n1. abcd\n2. abce"]
    assert fitted.changes == (ChoicesListed(("abcd", "abce")),)


SIGNS = st.sampled_from(["a", "b", "ù", " ", " ", "\n", ". ", "*", "**", "_", "`", "[", "](x)"])
RARE = st.sampled_from(["😀", "e\u0301", "👩‍👩‍👧", "🇮🇹", "\n\n", "。", "\\", "~~", "#", "1. "])
TEXTS = st.lists(SIGNS | RARE, max_size=120).map("".join)
LABELS = st.lists(st.text(st.sampled_from("ab…1 😀"), max_size=12), max_size=6, unique=True)
TABLES = st.builds(
    table,
    st.sampled_from([None, LEAST_LIMIT, 41, 64, 100]),
    st.sampled_from([None, 1, 3, 8, 20]),
    st.integers(0, 6),
    st.sampled_from(["characters", "utf16", "bytes"]),
    st.booleans(),
)
MESSAGES = st.builds(message, TEXTS).flatmap(
    lambda one: LABELS.map(
        lambda labels: message(one.markdown, *labels[::2], added=tuple(labels[1::2]))
    )
)


@STEADY
@given(MESSAGES, TABLES)
def test_every_piece_is_within_the_limits(asked: Message, limits: Capabilities) -> None:
    for one in fit(asked, limits).messages:
        assert has_room(one.buttons, limits)
        limit = limits.text_limit or 10_000
        assert size(visible(one), limits.unit) <= limit
        if limits.counts_marks:
            assert size(write(parse(one.markdown)), limits.unit) <= limit
            assert size(one.text, limits.unit) <= limit


@STEADY
@given(MESSAGES, TABLES)
def test_fitting_again_changes_nothing(asked: Message, limits: Capabilities) -> None:
    for one in fit(asked, limits).messages:
        assert fit(one, limits) == Fitted((one,))


@STEADY
@given(MESSAGES, TABLES)
def test_nothing_is_lost(asked: Message, limits: Capabilities) -> None:
    fitted = fit(asked, limits)
    listed = next((one.labels for one in fitted.changes if isinstance(one, ChoicesListed)), ())
    said = squeezed("".join(visible(one) for one in fitted.messages))
    assert said.startswith(squeezed(visible(asked)))
    assert all(squeezed(label) in said for label in listed)
    assert len(listed) + len(fitted.messages[-1].buttons) == len(asked.buttons)
    if not fitted.changes:
        (only,) = fitted.messages  # its text may lack spaces that stood at an end
        assert only == structs.replace(asked, text=only.text, markdown=only.markdown)


@STEADY
@given(TEXTS, st.integers(LEAST_LIMIT, 120))
def test_styles_survive(markdown: str, limit: int) -> None:
    whole = [seen for run in parse(markdown) for seen in styled(run)]
    pieces = fit(message(markdown), table(limit)).messages
    assert [seen for one in pieces for run in parse(one.markdown) for seen in styled(run)] == whole


def test_a_long_plain_text_stays_literal() -> None:
    said = "*not strong* _really_ [no](link) " * 20
    fitted = fit(message(escaped(said)), table(100))
    assert squeezed("".join(texts(fitted))) == squeezed(said)
    assert all(run == Run(run.text) for one in fitted.messages for run in parse(one.markdown))


@pytest.mark.parametrize("piece", ["a", "a ", "**a** ", "`a`", "[a](b)", "\n", "e\u0301", "\u0301"])
def test_any_length_is_cut(piece: str) -> None:
    long = message(piece * 5_000)
    for one in fit(long, table(200, unit="utf16")).messages:
        assert size(write(parse(one.markdown)), "utf16") <= 200


def visible(one: Message) -> str:
    """Return what people see: a link shows its label, on both sides of a cut."""
    return "".join(run.text for run in parse(one.markdown))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def styled(run: Run) -> list[tuple[str, bool, bool, bool, bool, str | None]]:
    return [
        (sign, run.strong, run.emphasis, run.struck, run.code, run.link)
        for sign in run.text
        if not sign.isspace()
    ]
