"""`convivio broadcast`, through the real command line over a real SQLite file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio
from tests.cli.broadcast_brand import Somebody, brand, know


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONVIVIO_DATABASE", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def call(*arguments: object, text: str | None = None) -> Result:
    result = CliRunner().invoke(convivio, ["broadcast", *map(str, arguments)], input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(*arguments: object) -> dict[str, object]:
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_help_names_every_command() -> None:
    result = call("--help")
    assert result.exit_code == 0
    for name in [
        "list",
        "preview",
        "test",
        "start",
        "pause",
        "resume",
        "cancel",
        "status",
        "why",
        "arm",
    ]:
        assert f"\n  {name} " in result.output


def test_a_brand_without_broadcasts_says_so(tmp_path: Path) -> None:
    folder = brand(tmp_path)
    assert "no broadcasts" in call("list", folder).output
    assert told("list", folder) == {"broadcasts": []}


def test_the_list_shows_what_comes(tmp_path: Path) -> None:
    folder = brand(tmp_path, daily='when: "0 10 * * *"\n', once="when: now\n")
    result = call("list", folder)
    assert "daily: opens hello for news" in result.output
    assert "once: opens hello for news\n  comes when it is started by hand" in result.output
    daily, once = told("list", folder)["broadcasts"]
    assert len(daily["next"]) == 3
    assert daily["next"][0]["slot"].endswith("10:00")
    assert once["next"] == []
    assert not (folder / "convivio.db").exists()


@pytest.mark.parametrize("order", ["preview", "start", "pause", "resume", "cancel", "status"])
def test_a_name_that_is_not_there_is_wrong_use(tmp_path: Path, order: str) -> None:
    folder = brand(tmp_path, weekly="when: now\n")
    result = call(order, folder, "wekly")
    assert result.exit_code == 2
    assert 'Did you mean "weekly"?' in result.output


def test_before_it_begins_there_is_nothing_to_steer(tmp_path: Path) -> None:
    folder = brand(tmp_path, weekly="when: now\n")
    for order in ("pause", "resume", "cancel"):
        result = call(order, folder, "weekly")
        assert result.exit_code == 0
        assert "nothing" in result.output
    assert "has not begun" in call("status", folder, "weekly").output
    assert told("status", folder, "weekly") == {"broadcast": "weekly", "occurrences": []}
    assert not (folder / "convivio.db").exists()


def test_people_alone_begin_nothing(tmp_path: Path) -> None:
    folder = brand(tmp_path, weekly="when: now\n")
    know(folder, [Somebody("ada")])
    assert told("status", folder, "weekly")["occurrences"] == []
