"""Catalogues of translations: what counts, and what is said about the rest."""

import pytest

from bot.brand.catalogues import read_catalogue
from bot.brand.collected import Faults


def read(text: str):
    faults = Faults()
    catalogue = read_catalogue("it", "locales/it.po", text, faults)
    found = {source: one.text for source, one in catalogue.entries.items()}
    return found, [str(fault) for fault in faults.found]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ('msgid "a"\nmsgstr "b"\n', {"a": "b"}),
        ('msgid ""\nmsgstr ""\n"Language: it\\n"\n\nmsgid "a"\nmsgstr "b"\n', {"a": "b"}),
        ('msgid ""\n"one "\n"two"\nmsgstr ""\n"uno "\n"due"\n', {"one two": "uno due"}),
        ('msgid "say \\"hi\\"\\n"\nmsgstr "\\\\ \\t"\n', {'say "hi"\n': "\\ \t"}),
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n', {"c": "d"}),
        ('#, python-format, fuzzy\nmsgid "a"\nmsgstr "b"\n', {}),
        ('msgid "a"\nmsgstr ""\n', {}),
        ('#~ msgid "a"\n#~ msgstr "b"\n', {}),
        ('msgctxt "menu"\nmsgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"\n', {"a": "b", "c": "d"}),
    ],
)
def test_what_counts_as_a_translation(text: str, entries: dict[str, str]):
    assert read(text) == (entries, [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('msgid "a"\n', "1:8"),
        ('msgstr "a"\n', "1:9"),
        ("foo\n", "1:1"),
        ('msgid "a"\nmsgstr "b\n', "2:1"),
        ('msgid "a "b""\nmsgstr "c"\n', "1:1"),
        ('"a"\n', "1:2"),
    ],
)
def test_a_line_that_does_not_fit_is_found(text: str, place: str):
    _, faults = read(text)
    assert faults[0].startswith(f"locales/it.po:{place}: ")


def test_the_first_of_two_translations_counts():
    entries, (fault,) = read('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n')
    assert entries == {"a": "b"}
    assert "warning" in fault
