"""What people really write, line by line: `tables/<reader>.<language>.txt` says what it is read as.

Each line is a message, `|`, and the value in the form in which slots hold it, or `again`.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.values import Value
from bot.understanding import words

TABLES = sorted((Path(__file__).parent / "tables").glob("*.txt"))
TODAY = date(2026, 3, 3)
"""A Tuesday, as in stories."""

ROME = "Europe/Rome"
BOTH = ("en", "it")
EXAMPLES = settings(max_examples=60)

READERS: dict[str, Callable[[str, tuple[str, ...]], Value]] = {
    "dates": lambda text, languages: words.date(text, languages, TODAY),
    "times": words.time,
    "numbers": lambda text, languages: words.number(text, languages[0], None),
    "ratings": lambda text, languages: words.rating(text, languages[0], 5),
    "yes_no": words.yes_no,
    "emails": lambda text, languages: words.email(text),
    "phones": lambda text, languages: words.phone(text, languages[0], ROME),
    "urls": lambda text, languages: words.url(text),
}


def languages_of(tag: str) -> tuple[str, ...]:
    """Return the language of the person, then those of a brand in English and Italian."""
    primary = tag.partition("-")[0]
    return (tag, *(one for one in BOTH if one != primary)) if primary in BOTH else (tag,)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_line_of_a_table_is_read_as_it_says(path: Path):
    kind, tag = path.stem.split(".")
    read, languages = READERS[kind], languages_of(tag)
    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, expected = (part.strip() for part in line.rpartition("|"))
        found = read(text, languages)
        said = found if isinstance(found, str) else json.dumps(found)
        if (said if found is not None else "again") != expected:
            wrong.append(f"{text} | {said}, not {expected}")
    assert not wrong


def test_every_reader_has_a_table():
    assert {path.stem.partition(".")[0] for path in TABLES} == READERS.keys()


WORDS = st.sampled_from(
    (
        *("5", "12", "2030", "30", "99", "friday", "venerdì", "next", "prossimo", "may", "maggio"),
        *("the", "il", "of", "di", "in", "fra", "days", "giorni", "week", "at", "alle", "e"),
        *("mezza", "half", "past", "quarter", "to", "meno", "un quarto", "pm", "noon", ":", "/"),
        *(".", "-", "'", "@", "example.org", "https://", "+39", "333", "tomorrow", "domani"),
        *("⭐", "٨", "½", "\u2212", "\u0000", "\ud800", "#", "%", "not", "or", "o", "last"),
    )
)
MESSAGES = st.one_of(
    st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join), st.lists(WORDS).map("".join)
)


@EXAMPLES
@given(MESSAGES, st.dates(), st.sampled_from(("en", "it", "en-US", "ru", "zh-Hant", "xx", "")))
def test_any_message_is_read_without_fail_in_any_language(text, today, language):
    found = [read(text, (language, *BOTH)) for read in READERS.values()]
    found.append(words.date(text, (language,), today))
    assert json.loads(json.dumps(found)) == found


@EXAMPLES
@given(MESSAGES, st.sampled_from(BOTH))
def test_what_was_read_is_read_as_itself(text, language):
    for kind in ("dates", "times", "emails", "phones", "urls"):
        found = READERS[kind](text, (language, *BOTH))
        assert found is None or READERS[kind](str(found), (language, *BOTH)) == found


@EXAMPLES
@given(st.dates(), st.times(), st.sampled_from(BOTH))
def test_a_value_in_the_form_of_slots_is_read_as_itself(day, time, language):
    languages = languages_of(language)
    assert words.date(day.isoformat(), languages, TODAY) == day.isoformat()
    assert words.time(f"{time:%H:%M}", languages) == f"{time:%H:%M}"


@EXAMPLES
@given(st.integers(-(2**53), 2**53) | st.decimals(-(10**6), 10**6, places=2), st.sampled_from(BOTH))
def test_a_number_is_read_as_itself(number, language):
    written = str(number) if language == "en" else str(number).replace(".", ",")
    assert words.number(written, language, None) == float(number)


@EXAMPLES
@given(
    st.dates(date(1000, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(BOTH)
)
def test_a_day_is_read_as_it_is_shown(day, today, language):
    for style in ("medium", "long", "full"):
        shown = format_date(day, format=style, locale=language)
        assert words.date(shown, languages_of(language), today) == day.isoformat(), shown
