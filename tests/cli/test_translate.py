"""Keeping catalogues in step with the texts: extract, update, check."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio

BRAND = "brand: fair\ntitle: Fair\nlanguages: [en, it]\nchannels: {web: {adapter: webchat}}\n"
HELLO = """dialogue: hello
starts: [{command: hello}]
steps:
  - ask: How many days?
    as: nights
    type: number
  - say: "{nights} {plural(nights, 'night', 'nights')}, 50% off."
  - say: "{nights}"
"""


@pytest.fixture
def brand(tmp_path: Path) -> Path:
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text(BRAND)
    (tmp_path / "dialogues" / "hello.yaml").write_text(HELLO)
    return tmp_path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(convivio, ["translate", *map(str, arguments)])


def write(brand: Path, text: str) -> None:
    (brand / "locales").mkdir(exist_ok=True)
    (brand / "locales" / "it.po").write_text(text, encoding="utf-8")


def catalogue(brand: Path) -> str:
    return (brand / "locales" / "it.po").read_text(encoding="utf-8")


def test_the_template_holds_every_text_once_with_its_places(brand: Path) -> None:
    done = call("extract", brand)
    assert (done.exit_code, done.output) == (0, f"{brand}/locales/messages.pot: 3 texts.\n")
    assert (brand / "locales" / "messages.pot").read_text() == (
        '# The texts of Fair.\nmsgid ""\nmsgstr ""\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
        '#: brand.yaml:2\nmsgid "Fair"\nmsgstr ""\n\n'
        '#: dialogues/hello.yaml:4\nmsgid "How many days?"\nmsgstr ""\n\n'
        "#: dialogues/hello.yaml:7\n"
        "msgid \"{nights} {plural(nights, 'night', 'nights')}, 50% off.\"\nmsgstr \"\"\n\n"
    )


def test_a_catalogue_is_begun_and_an_update_changes_nothing_more(brand: Path) -> None:
    assert call("update", brand).output == "Italian: 0 of 3 texts translated, 3 missing.\n"
    begun = catalogue(brand)
    assert '"Language: it\\n"' in begun
    assert not re.search("EMAIL|VERSION|YEAR|python", begun)
    call("update", brand, "it")
    assert catalogue(brand) == begun


def test_an_update_keeps_what_was_translated_and_says_what_changed(brand: Path) -> None:
    call("update", brand)
    done = catalogue(brand)
    for text, translation in (("Fair", "Fiera"), ("How many days?", "Quanti giorni?")):
        done = done.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translation}"')
    write(brand, done.replace('msgid "Fair"', '# by hand\nmsgid "Fair"'))
    changed = HELLO.replace("How many days?", "How many days then?")
    (brand / "dialogues" / "hello.yaml").write_text(changed)
    (brand / "brand.yaml").write_text(BRAND.replace("title: Fair", "title: A wholly new name"))
    output = call("update", brand).output
    assert output == "Italian: 0 of 3 texts translated, 2 missing, 1 to look at again.\n"
    assert (
        '#, fuzzy\n#| msgid "How many days?"\n'
        'msgid "How many days then?"\nmsgstr "Quanti giorni?"' in catalogue(brand)
    )
    assert '# by hand\n#~ msgid "Fair"\n#~ msgstr "Fiera"' in catalogue(brand)


def test_what_was_never_translated_goes_with_its_text(brand: Path) -> None:
    call("update", brand)
    write_hello = brand / "dialogues" / "hello.yaml"
    write_hello.write_text(HELLO.replace("How many days?", "Since when?"))
    call("update", brand)
    assert "How many days?" not in catalogue(brand)


def test_what_is_left_to_do_is_told_by_place(brand: Path) -> None:
    write(
        brand,
        'msgid "Fair"\nmsgstr "Fiera"\n\n#, fuzzy\nmsgid "How many days?"\nmsgstr "Giorni?"\n\n'
        'msgid "Gone"\nmsgstr "Via"\n',
    )
    told = call("check", brand)
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        (
            "dialogues/hello.yaml:7:10: warning: There is no translation into Italian of "
            "\"{nights} {plural(nights, 'night', 'nigh…\". Add it to locales/it.po."
        ),
        (
            'locales/it.po:6:9: warning: This translation of "How many days?" is fuzzy: it does '
            "not count. Look at it again, and take the mark away."
        ),
        'locales/it.po:9:9: warning: Nothing says "Gone" any more.',
        "Italian: 1 of 3 texts translated, 1 missing, 1 to look at again, 1 no longer needed.",
    ]
    assert call("check", brand, "--strict").exit_code == 1
    (state,) = json.loads(call("check", brand, "--json").stdout)["languages"]
    counts = {key: state[key] for key in ("texts", "translated", "missing", "fuzzy", "unused")}
    assert counts == {"texts": 3, "translated": 1, "missing": 1, "fuzzy": 1, "unused": 1}


def test_a_dialogue_in_another_language_needs_the_first_one(brand: Path) -> None:
    (brand / "dialogues" / "ciao.yaml").write_text(
        "dialogue: ciao\nlanguage: it\nstarts: [{command: ciao}]\nsteps: [{say: Ciao a te}]\n"
    )
    call("update", brand)
    assert "Ciao" not in catalogue(brand)
    assert "Ciao a te" in (brand / "locales" / "en.po").read_text()


def test_nothing_is_touched_where_something_is_wrong(brand: Path) -> None:
    write(brand, 'msgid "Fair"\nmsgstr "Fiera\n')
    refused = call("update", brand)
    assert refused.exit_code == 1
    assert "locales/it.po:2:1: This line is not part of a catalogue." in refused.output
    assert catalogue(brand) == 'msgid "Fair"\nmsgstr "Fiera\n'


def test_a_language_that_the_brand_does_not_speak_is_wrong_use(brand: Path) -> None:
    refused = call("update", brand, "de")
    assert refused.exit_code == 2
    assert "The brand does not speak 'de'. It has: en, it." in refused.output


def test_one_language_needs_no_catalogue(brand: Path) -> None:
    (brand / "brand.yaml").write_text(BRAND.replace("[en, it]", "[en]"))
    refused = call("update", brand)
    assert refused.exit_code == 1
    assert "name a second language in brand.yaml" in refused.output
