"""Reading a whole folder: files of every kind, all faults at once, and fast."""

import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.big_brand import Size, write_big_brand
from bot.dialogue.publishing.publish import read_brand
from tests.steady import FIXTURE_ONCE, UNTIMED

BRAND = "brand: market\n"
START = "dialogue: start\nsteps:\n  - say: Hello\n"


def write(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def said(folder: Path) -> list[str]:
    return [str(fault) for fault in read_brand(folder, {}).faults]


def test_a_folder_without_brand_yaml_says_so(tmp_path: Path):
    assert said(tmp_path) == ["brand.yaml:1:1: There is no brand.yaml in this folder."]
    write(tmp_path, "brand.yml", BRAND)
    assert said(tmp_path)[0].endswith("Rename brand.yml.")


def test_a_folder_that_is_not_there_says_so(tmp_path: Path):
    assert said(tmp_path / "nowhere") == ["brand.yaml:1:1: There is no brand.yaml in this folder."]


def test_the_smallest_brand_is_fine(tmp_path: Path):
    write(tmp_path, "brand.yaml", BRAND)
    write(tmp_path, "dialogues/start.yaml", START)
    reading = read_brand(tmp_path, {})
    assert reading.faults == ()
    assert reading.library is not None
    assert reading.library.brand.languages == ("en",)


def test_a_folder_named_like_a_file_is_one_fault(tmp_path: Path):
    write(tmp_path, "brand.yaml", BRAND)
    (tmp_path / "dialogues" / "x.yaml").mkdir(parents=True)
    assert said(tmp_path) == ["dialogues/x.yaml:1:1: This is a folder, not a file. Rename it."]


def test_a_link_that_leads_nowhere_is_one_fault(tmp_path: Path):
    write(tmp_path, "brand.yaml", BRAND)
    write(tmp_path, "dialogues/start.yaml", START)
    (tmp_path / "dialogues" / "x.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert said(tmp_path) == ["dialogues/x.yaml:1:1: This link leads to no file."]


def test_names_in_an_unreadable_file_are_not_missed_elsewhere(tmp_path: Path):
    write(tmp_path, "brand.yaml", BRAND + 'title: "never closed\n')
    write(
        tmp_path,
        "dialogues/start.yaml",
        "dialogue: start\nsteps:\n  - run: survey\n  - offer: blog\n  - go: nowhere\n",
    )
    write(tmp_path, "dialogues/survey.yaml", 'dialogue: survey\nsteps:\n  - say: "never closed\n')
    assert said(tmp_path) == [
        "brand.yaml:2:8: This quote is never closed.",
        'dialogues/start.yaml:5:9: There is no dialogue "nowhere". The dialogues are start.',
        "dialogues/survey.yaml:3:10: This quote is never closed.",
    ]


def test_what_a_broken_step_holds_is_not_missed_elsewhere(tmp_path: Path):
    write(tmp_path, "brand.yaml", BRAND)
    write(
        tmp_path,
        "dialogues/start.yaml",
        "dialogue: start\nsteps:\n  - akc: Your name?\n    as: name\n  - say: Hello {name}\n",
    )
    assert said(tmp_path) == ['dialogues/start.yaml:3:5: "akc" is not a step. Did you mean "ask"?']


@pytest.mark.parametrize("name", ["brand.yaml", "dialogues/a.yaml", "locales/it.po"])
@settings(max_examples=40, suppress_health_check=[*UNTIMED, FIXTURE_ONCE])
@given(
    content=st.binary(max_size=60)
    | st.text(alphabet="abdilogue:steps- \n[]{}&*!'\"\\#\tmsgidtr~,", max_size=80)
)
def test_no_content_of_a_file_is_a_traceback(tmp_path: Path, name: str, content: bytes | str):
    write(tmp_path, "brand.yaml", BRAND + "languages: [en, it]\n")
    write(tmp_path, name, content)
    reading = read_brand(tmp_path, {})
    assert all("\n" not in str(fault) for fault in reading.faults)


SLIPS = (
    *("\t", "  ", "- ", ": ", "{", "}", "[", "]", "'", '"', "#", "&x", "*x", "!t", "|", ">", "?"),
    *("{{", "}}", "{person.", "null", "~", "\u00a0", "\u200b", "if: ", "then:", "else:", "- end"),
    *("- restart", "- go: start", "within: 1h", "choices: [a]", "(", "==", "\n", "\r", "\x07"),
)
TALK = """dialogue: start
starts: [{command: start}, {keyword: [hello, hi]}]
steps:
  - ask: Hello {person.first_name or 'you'}, which?
    as: which
    choices: {one: One, two: "Two, or more"}
    within: 1h
    otherwise: [{say: Later then.}, end]
  - if: which == 'one'
    then:
      - say: One it is.
    else:
      - repeat:
          - ask: How many?
            as: many
            type: number
        until: many > 1
  - say: "Thank you: {which}."
"""


@settings(max_examples=80, suppress_health_check=[*UNTIMED, FIXTURE_ONCE])
@given(
    st.lists(
        st.tuples(st.integers(0, len(TALK)), st.integers(0, 9), st.sampled_from(("", *SLIPS))),
        min_size=1,
        max_size=3,
    )
)
def test_no_slip_of_an_authors_hand_is_a_traceback(tmp_path: Path, slips: list):
    text = TALK
    for at, cut, put in slips:
        text = text[:at] + put + text[at + cut :]
    write(tmp_path, "brand.yaml", BRAND)
    write(tmp_path, "dialogues/start.yaml", text)
    lines = len(text.splitlines()) + 1
    for fault in read_brand(tmp_path, {}).faults:
        assert "\n" not in str(fault)
        assert 1 <= fault.line <= lines
        assert fault.column >= 1


def test_two_hundred_dialogues_are_checked_in_less_than_two_seconds(tmp_path: Path):
    write_big_brand(tmp_path / "fair", Size(dialogues=200, steps=10), seed=7)
    before = process_time()
    reading = read_brand(tmp_path / "fair", {})
    assert process_time() - before < 2
    assert reading.faults == ()


@pytest.mark.parametrize("lead", ["go", "run"])
def test_a_row_of_dialogues_may_be_as_long_as_it_likes(tmp_path: Path, lead: str):
    write(tmp_path, "brand.yaml", BRAND)
    for number in range(400):
        steps = f"[{{ask: Well?}}, {{repeat: [{{{lead}: d{number + 1}}}], at_most: 2}}]"
        write(tmp_path, f"dialogues/{number:03}.yaml", f"dialogue: d{number}\nsteps: {steps}")
    write(tmp_path, "dialogues/last.yaml", "dialogue: d400\nsteps: [{ask: And?}]")
    nothing_starts, *_, last = read_brand(tmp_path, {}).faults
    assert nothing_starts.message.startswith("Nothing ever starts")
    assert (last.file, last.severity) == ("dialogues/last.yaml", "warning")
    assert last.message == "After this answer the dialogue can end without a word."


def test_checking_imports_neither_web_server_nor_database():
    code = (
        "import sys; import bot.dialogue.publishing.publish;"
        "print([name for name in ('aiohttp', 'sqlalchemy', 'babel') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_events_go_is_not_missed_where_only_its_secret_is_not_set(tmp_path: Path):
    to = 'events_to: {url: "https://example.org", secret: "${UNSET_SECRET}"}\n'
    write(tmp_path, "brand.yaml", BRAND + to)
    write(tmp_path, "dialogues/start.yaml", START + "  - emit: order.asked\n")
    (warning,) = said(tmp_path)
    assert "UNSET_SECRET is not set" in warning
