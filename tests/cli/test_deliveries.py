"""Messages that were rejected for good: listed without a word of them, sent once more, dropped."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio

DIALOGUE = (
    "dialogue: hello\nstarts: [{command: hello}]\nsteps: [{say: Good morning}, {say: Tea?}]\n"
)


def call(*arguments: object, text: str | None = None) -> Result:
    return CliRunner().invoke(convivio, [str(argument) for argument in arguments], input=text)


def listed(folder: Path, *more: object) -> list[dict[str, object]]:
    document: dict[str, list[dict[str, object]]] = json.loads(
        call("deliveries", "list", folder, "--json", *more).stdout
    )
    return document["deliveries"]


def said(*arguments: object, text: str | None = None) -> str:
    result = call("deliveries", *arguments, text=text)
    assert result.exit_code == 0, result.output
    return result.stdout.strip().splitlines()[-1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A brand with two messages of one turn that were rejected."""
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "dialogues" / "hello.yaml").write_text(DIALOGUE)
    (tmp_path / "brand.yaml").write_text(
        "brand: acme\nchannels: {terminal: {adapter: terminal}, web: {adapter: webchat}}\n"
    )
    call("chat", tmp_path, text="/hello\n")
    with database(tmp_path) as rows:
        told = "status = 'rejected', reason = 'HTTP 400', settled_at = 1900000000000000"
        rows.execute(f"UPDATE deliveries SET {told}")
    return tmp_path


def database(folder: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(folder / "convivio.db", isolation_level=None))


def states(folder: Path) -> list[str]:
    with database(folder) as rows:
        return [row[0] for row in rows.execute("SELECT status FROM deliveries ORDER BY position")]


def test_they_are_listed_without_a_word_of_them(folder: Path) -> None:
    told = call("deliveries", "list", folder).stdout
    assert len(told.splitlines()) == 2
    assert "2030-03-17T17:46+00:00" in told
    assert "on terminal: HTTP 400" in told
    assert "morning" not in told
    assert "Tea" not in told
    (one, _) = listed(folder)
    assert set(one) == {
        *("id", "channel", "to", "space", "kind", "reason", "unwelcome", "at", "may_have_come")
    }
    assert (one["channel"], one["kind"], one["may_have_come"]) == ("terminal", "reply", False)


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--channel", "terminal"], 2),
        (["--channel", "web"], 0),
        (["--reason", "http"], 2),
        (["--reason", "flood"], 0),
    ],
)
def test_some_of_them_are_listed(folder: Path, options: list[str], count: int) -> None:
    assert len(listed(folder, *options)) == count


def test_one_that_is_named_goes_with_what_was_said_with_it_and_once(folder: Path) -> None:
    name = str(listed(folder)[0]["id"])
    told = said("replay", folder, name[:12])
    assert told == "2 sent once more, by the process that runs the brand (`convivio run`)."
    assert states(folder) == ["pending", "pending"]
    assert said("replay", folder, name) == "Nothing was sent."
    assert said("list", folder) == "No message is on the list of those that were rejected."


def test_who_has_said_stop_gets_nothing(folder: Path) -> None:
    with database(folder) as rows:
        rows.execute("UPDATE persons SET stopped_at = 1")
    assert said("replay", folder, "--all") == "Nothing was sent. 2 left: they have said stop."
    assert states(folder) == ["rejected", "rejected"]


def test_a_channel_that_is_gone_sends_nothing(folder: Path) -> None:
    (folder / "brand.yaml").write_text("brand: acme\nchannels: {web: {adapter: webchat}}\n")
    told = said("replay", folder, "--all")
    assert told == "Nothing was sent. 2 left: brand.yaml has no channel terminal."


def test_what_may_have_come_is_asked_about(folder: Path) -> None:
    with database(folder) as rows:
        rows.execute("UPDATE deliveries SET doubts = 1 WHERE id = (SELECT min(id) FROM deliveries)")
    refused = call("deliveries", "replay", folder, "--all", text="n\n")
    assert refused.exit_code == 1
    assert "1 may have come" in refused.output
    assert states(folder) == ["rejected", "rejected"]
    assert said("replay", folder, "--all", "--yes").startswith("2 sent once more")


def test_they_are_dropped_for_good(folder: Path) -> None:
    assert call("deliveries", "drop", folder, "--all", text="n\n").exit_code == 1
    assert said("drop", folder, "--all", "--channel", "web", "--yes") == "Nothing was dropped."
    assert said("drop", folder, "--all", "--yes") == "2 dropped."
    assert said("drop", folder, "--all", "--yes") == "Nothing was dropped."
    assert states(folder) == ["cancelled", "cancelled"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["replay"], 2, "say --all"),
        (["drop"], 2, "say --all"),
        (["replay", "abc", "--all"], 2, "say --all"),
        (["replay", "xyz"], 1, "No message is known as xyz"),
    ],
)
def test_what_is_not_clear_is_refused(
    folder: Path, arguments: list[str], code: int, words: str
) -> None:
    name, *rest = arguments
    result = call("deliveries", name, folder, *rest)
    assert (result.exit_code, words in result.output) == (code, True)


def test_a_name_that_several_have_is_refused(folder: Path) -> None:
    with database(folder) as rows:
        rows.execute("UPDATE deliveries SET id = 'abc' || position")
    assert "More than one" in call("deliveries", "replay", folder, "abc").output


def test_without_a_database_there_is_nothing(folder: Path) -> None:
    (folder / "convivio.db").unlink()
    assert call("deliveries", "list", folder).exit_code == 0


@pytest.mark.parametrize(("until", "told"), [(4_000_000_000_000_000, True), (1, False)])
def test_the_doctor_says_who_was_asked_to_wait(folder: Path, until: int, told: bool) -> None:
    with database(folder) as rows:
        rows.execute(f"INSERT INTO pauses VALUES ('acme', 'web', 0, {until}, 0.5, 'HTTP 429')")
    words = "deliveries to web: was asked to wait until 2096-10-02T07:06:40+00:00 (HTTP 429)"
    result = call("doctor", folder)
    assert (words in result.stdout, result.exit_code) == (told, 0)


def test_the_doctor_says_where_to_look(folder: Path) -> None:
    assert f"see: convivio deliveries list {folder}" in call("doctor", folder).stdout
