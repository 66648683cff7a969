"""A talk at the terminal, and what the other commands then know of it."""

import csv
import io
import json
import sqlite3
from importlib.metadata import EntryPoints
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.channels import registry
from bot.cli.main import convivio
from bot.store.alone import alone_with

HELLO = """\
dialogue: survey
title: A *small* survey
starts:
  - command: survey
steps:
  - ask: Tea or coffee?
    as: drink
    choices: {tea: Tea, coffee: Coffee}
  - ask: How many cups?
    as: cups
    type: number
    optional: true
  - ask: Why?
    as: why
  - offer: news
  - say: Thank you {person.first_name or 'all'}
    buttons:
      Once more: {run: survey}
"""

BRAND = """\
brand: tiny
title: Tiny
languages: [en]
timezone: UTC
topics:
  news: {title: News, wording: Shall I write to you?}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text(BRAND)
    (tmp_path / "dialogues" / "survey.yaml").write_text(HELLO)
    return tmp_path


def call(*arguments: object, text: str | None = None) -> Result:
    return CliRunner().invoke(convivio, [str(argument) for argument in arguments], input=text)


def talk(folder: Path, *lines: str, more: tuple[str, ...] = ()) -> str:
    result = call("chat", folder, *more, text="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.output
    return result.output


def test_a_talk_is_answered_line_by_line(folder: Path) -> None:
    said = talk(folder, "/survey", "1", "skip", "because", "no", more=("--name", "Ada Lovelace"))
    assert said.splitlines() == [
        "Tea or coffee?",
        "  1. Tea",
        "  2. Coffee",
        "How many cups?",
        "  (Skip)",
        "Why?",
        "Shall I write to you?",
        "  (Yes / No)",
        "Thank you Ada",
        "  1. Once more",
    ]


def test_a_number_presses_what_was_offered_last(folder: Path) -> None:
    said = talk(folder, "/survey", "Tea", "2", "because", "no", "1")
    assert said.splitlines()[-3:] == ["Tea or coffee?", "  1. Tea", "  2. Coffee"]


def test_a_talk_goes_on_where_it_was_left(folder: Path) -> None:
    talk(folder, "/survey")
    assert talk(folder, "tea").startswith("How many cups?")


def test_a_fresh_talk_leaves_nothing(folder: Path) -> None:
    talk(folder, "/survey", "tea", more=("--fresh",))
    assert not (folder / "convivio.db").exists()


def test_an_export_is_shown_in_full(folder: Path) -> None:
    said = talk(folder, "/survey", "privacy", "Export", more=("--name", "Ada"))
    assert '"external_id": "you"' in said
    assert "base64" not in said


def test_nothing_said_is_a_talk_too(folder: Path) -> None:
    assert talk(folder) == ""


def answered(folder: Path) -> None:
    for drink, cups, why in (
        ("tea", "2", "=1+1"),
        ("tea", "skip", "calm"),
        ("coffee", "4", "calm"),
    ):
        talk(folder, "/survey", drink, cups, why, "yes")
        call("person", "export", folder, "--channel", "terminal", "--id", "you")


def test_results_are_counted(folder: Path) -> None:
    answered(folder)
    found = json.loads(call("results", folder, "survey", "--json").output)
    assert found["title"] == "A small survey"
    assert found["runs"] == {"begun": 3, "ended": 3, "stopped": 0, "open": 0, "other": 0}
    drink, cups, why, offer = found["questions"]
    assert [(one["label"], one["count"]) for one in drink["answers"]] == [("Tea", 2), ("Coffee", 1)]
    assert (cups["answered"], cups["skipped"], cups["mean"]) == (2, 1, 3.0)
    assert why["answers"][0] == {"value": "calm", "label": "calm", "count": 2}
    assert offer["type"] == "consent"


def test_results_are_drawn(folder: Path) -> None:
    answered(folder)
    drawn = call("results", folder, "survey").output
    assert "A small survey" in drawn
    assert "3 begun, 3 finished" in drawn
    assert "━" in drawn


def test_results_as_csv_are_harmless_to_spreadsheets(folder: Path) -> None:
    answered(folder)
    rows = list(csv.DictReader(io.StringIO(call("results", folder, "survey", "--csv").output)))
    assert {row["slot"] for row in rows} == {"drink", "cups", "why", ""}
    assert "'=1+1" in {row["value"] for row in rows}
    assert all(row["run"] and row["at"] for row in rows)


def test_results_before_anybody_came(folder: Path) -> None:
    found = json.loads(call("results", folder, "survey", "--json").output)
    assert found["runs"]["begun"] == 0
    assert not (folder / "convivio.db").exists()


def test_a_person_is_exported_and_erased(folder: Path) -> None:
    talk(folder, "/survey", "tea", "2", "a very private reason")
    who = ("--channel", "terminal", "--id", "you")
    exported = call("person", "export", folder, *who)
    assert exported.exit_code == 0
    assert "a very private reason" in exported.output
    json.loads(exported.output)
    assert call("person", "erase", folder, *who, text="n\n").exit_code == 1
    erased = call("person", "erase", folder, *who, "--yes")
    assert erased.exit_code == 0
    assert erased.output.startswith("Erased: ")
    assert call("person", "export", folder, *who).exit_code == 1
    assert call("person", "erase", folder, *who, "--yes").exit_code == 1


def test_the_doctor_finds_a_healthy_brand_healthy(folder: Path) -> None:
    result = call("doctor", folder, "--json")
    assert result.exit_code == 0
    assert "broken" not in result.output


def test_the_doctor_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = "channels:\n  site: {adapter: webhook, secret: '${TINY_SECRET}'}\n"
    (folder / "brand.yaml").write_text(BRAND + more)
    monkeypatch.delenv("TINY_SECRET", raising=False)
    result = call("doctor", folder)
    assert result.exit_code == 0
    assert "set TINY_SECRET" in result.output
    monkeypatch.setenv("CONVIVIO_PORT", "many")
    result = call("doctor", folder)
    assert result.exit_code == 1
    assert "CONVIVIO_PORT" in result.output


def test_the_doctor_counts_the_faults_of_the_files(folder: Path) -> None:
    (folder / "brand.yaml").write_text(BRAND + "colour: red\n")
    result = call("doctor", folder)
    assert result.exit_code == 1
    assert f"files: 1 error, see: convivio check {folder}\n" in result.output


def test_the_doctor_says_where_files_are_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "channels:\n  site: {adapter: webhook, secret: '${TINY_SECRET}'}\n"
    (folder / "brand.yaml").write_text(BRAND + more)
    assert "media" not in call("doctor", folder).output
    (folder / "media").mkdir()
    (folder / "media" / "a.png").write_bytes(b"PNG")
    told = call("doctor", folder).output
    assert "http://127.0.0.1:8080/media/tiny/…: set CONVIVIO_PUBLIC_URL" in told
    monkeypatch.setenv("CONVIVIO_PUBLIC_URL", "https://example.org/")
    told = call("doctor", folder).output
    assert "ok  media: other systems are told https://example.org/media/tiny/…\n" in told


def test_the_doctor_knows_a_platform_that_is_not_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "channels:\n  telegram: {adapter: telegram, token: '${TELEGRAM_TOKEN}'}\n"
    (folder / "brand.yaml").write_text(BRAND + more)
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:none")
    monkeypatch.setattr(registry, "installed", lambda: EntryPoints(()))
    result = call("doctor", folder)
    assert result.exit_code == 0
    assert "channel telegram: no adapter called 'telegram' is installed" in result.output


def test_the_doctor_sees_a_database_that_cannot_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVIVIO_DATABASE", "oracle://nobody:secret@nowhere/x")
    result = call("doctor", folder)
    assert result.exit_code == 1
    assert "secret" not in result.output


def test_the_doctor_counts_what_could_not_be_delivered(folder: Path) -> None:
    talk(folder, "/survey")
    with sqlite3.connect(folder / "convivio.db") as database:
        told = "status = 'rejected', reason = 'HTTP 400', settled_at = 1000000"
        database.execute(f"UPDATE deliveries SET {told}")
        (count,) = database.execute("SELECT count(*) FROM deliveries").fetchone()
    database.close()
    result = call("doctor", folder)
    assert result.exit_code == 0
    assert f"deliveries to terminal: {count} rejected (HTTP 400), the last at 1970" in result.output
    assert "Tea" not in result.output


def test_the_doctor_counts_what_may_have_been_read_twice(folder: Path) -> None:
    talk(folder, "/survey")
    with sqlite3.connect(folder / "convivio.db") as database:
        database.execute("UPDATE deliveries SET doubts = 1, settled_at = 1000000")
        (count,) = database.execute("SELECT count(*) FROM deliveries").fetchone()
    database.close()
    result = call("doctor", folder)
    assert result.exit_code == 0
    told = f"deliveries to terminal: {count} may have been read twice, the last at 1970"
    assert told in result.output
    assert "Tea" not in result.output


def test_a_wrong_setting_is_wrong_use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVIVIO_PORT", "many")
    result = call("chat", folder, text="hi\n")
    assert result.exit_code == 2
    assert "CONVIVIO_PORT" in result.output


def test_an_unreadable_brand_does_not_talk(folder: Path) -> None:
    (folder / "brand.yaml").write_text("brand: [")
    for name in ("chat", "run", "test"):
        result = call(name, folder, text="")
        assert result.exit_code == 1
        assert "brand.yaml:" in result.output


def test_a_database_in_use_is_left_alone(folder: Path) -> None:
    with alone_with(f"sqlite:///{folder / 'convivio.db'}"):
        for name in ("chat", "run"):
            result = call(name, folder, text="hi\n")
            assert result.exit_code == 1
            assert "in use" in result.output
        assert call("chat", folder, "--fresh", text="hi\n").exit_code == 0
    assert call("chat", folder, text="hi\n").exit_code == 0


def test_one_account_of_a_platform_is_one_channel(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:secret")
    channel = '{adapter: telegram, token: "${TELEGRAM_TOKEN}"}'
    brand = (folder / "brand.yaml").read_text().partition("channels:")[0]
    lines = f"{brand}channels:\n  one: {channel}\n  two: {channel}\n"
    (folder / "brand.yaml").write_text(lines)
    result = call("run", folder)
    assert result.exit_code == 1
    assert "channels one of" in result.output
    assert "the same token" in result.output
    assert "1:secret" not in result.output
