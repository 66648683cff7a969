"""`convivio broadcast`, through the real command line over a real SQLite file."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio
from tests.cli.broadcast_brand import (
    Somebody,
    arm_elsewhere,
    brand,
    know,
    rows_of,
    stop_clocks,
)


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


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Let it be a Tuesday at noon in Rome."""
    return stop_clocks(monkeypatch, datetime(2026, 8, 4, 10, tzinfo=UTC))


def test_item_33_a_preview_counts_everybody_who_is_known(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: 2026-08-05 10:00 in each person's zone\n")
    know(
        folder,
        [
            Somebody("ada", first_name="Ada", timezone="Europe/Rome"),
            Somebody("bob", "telegram", timezone="America/New_York"),
            Somebody("cid", timezone="Mars/Olympus"),
            Somebody("dan", topics=()),
            Somebody("eve", topics=(), stopped=True),
            Somebody("fay", topics=(), blocked=True),
        ],
    )
    found = told("preview", folder, "cake")
    assert found["known"] == 6
    assert found["reached"] == 3
    assert found["channels"] == {"web": 2, "telegram": 1}
    assert found["not_reached"] == {"no consent": 1, "stopped": 1, "blocked": 1}
    assert found["zones"] == {"unknown": 0, "invalid": 1}
    assert found["local_hours"] == {"10": 3}
    assert found["begins"] == "2026-08-05T08:00:00+00:00"
    assert found["ends"] == "2026-08-05T14:00:00+00:00"
    assert found["messages_each"] == 2
    assert len(found["samples"]) == 3


def test_a_preview_writes_nothing(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    know(folder, [Somebody("ada", first_name="Ada")])
    before = rows_of(folder)
    result = call("preview", folder, "cake")
    assert result.exit_code == 0, result.output
    assert "Nothing was sent" in result.output
    assert rows_of(folder) == before


def test_a_preview_names_nobody_unless_asked(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    know(folder, [Somebody("visitor-7", first_name="Ada")])
    assert "Ada" not in call("preview", folder, "cake").output
    assert "Ada" not in json.dumps(told("preview", folder, "cake"))
    named = call("preview", folder, "cake", "--names").output
    assert "Hello Ada!" in named
    assert "visitor-7" in named


def test_a_preview_says_what_quiet_hours_hold(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: 2026-08-04 23:00\n")
    know(folder, [Somebody("ada"), Somebody("bob", timezone="America/New_York")])
    found = told("preview", folder, "cake")
    assert found["reached"] == 2
    assert found["held"]["quiet"]["count"] == 1
    assert found["held"]["quiet"]["first"] == "2026-08-05T06:30:00+00:00"
    assert "after their quiet hours" in call("preview", folder, "cake").output


def test_a_preview_follows_the_filter(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\nfor: person.first_name == 'Ada'\n")
    know(folder, [Somebody("ada", first_name="Ada"), Somebody("bob", first_name="Bob")])
    found = told("preview", folder, "cake")
    assert found["reached"] == 1
    assert found["not_reached"] == {"left the audience": 1}


def test_start_begins_once(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    know(folder, [Somebody("ada")])
    assert "cake of 2026-08-04 12:00 has begun" in call("start", folder, "cake").output
    again = call("start", folder, "cake")
    assert again.exit_code == 0
    assert "nothing was begun" in again.output
    (occurrence,) = told("status", folder, "cake")["occurrences"]
    assert occurrence["status"] == "running"
    assert occurrence["planning"] is True
    (listed,) = told("list", folder)["broadcasts"]
    assert listed["occurrences"][0]["occurrence"] == occurrence["occurrence"]


def test_pause_resume_and_cancel_are_done_once_each(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    call("start", folder, "cake")
    for order, done, nothing in (
        ("pause", "is paused", "is paused: nothing was paused"),
        ("resume", "goes on", "is running: nothing was resumed"),
        ("pause", "is paused", "is paused: nothing was paused"),
        ("cancel", "is cancelled", "is cancelled: nothing was cancelled"),
        ("resume", "nothing was resumed", "nothing was resumed"),
    ):
        first, second = call(order, folder, "cake"), call(order, folder, "cake")
        assert (first.exit_code, second.exit_code) == (0, 0)
        assert done in first.output
        assert nothing in second.output


def test_an_order_for_one_occurrence(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    call("start", folder, "cake")
    (occurrence,) = told("status", folder, "cake")["occurrences"]
    wrong = call("pause", folder, "cake", "--occurrence", "nothing-like-it")
    assert wrong.exit_code == 1
    assert "no occurrence" in wrong.output
    right = call("pause", folder, "cake", "--occurrence", occurrence["occurrence"][:8])
    assert "is paused" in right.output


@pytest.mark.parametrize(
    ("somebody", "words"),
    [
        (Somebody("ada", topics=()), "have not subscribed"),
        (Somebody("ada", stopped=True), "said stop"),
        (Somebody("ada", blocked=True), "blocked"),
    ],
)
def test_not_even_a_test_goes_without_consent(
    tmp_path: Path, noon: datetime, somebody: Somebody, words: str
) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    know(folder, [somebody])
    result = call("test", folder, "cake", "--channel", "web", "--id", "ada")
    assert result.exit_code == 1
    assert words in result.output
    assert told("status", folder, "cake")["occurrences"] == []


def test_a_test_is_for_one_person(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    know(folder, [Somebody("ada"), Somebody("bob")])
    nobody = call("test", folder, "cake", "--channel", "web", "--id", "zoe")
    assert nobody.exit_code == 1
    assert "Nobody is known as zoe" in nobody.output
    result = call("test", folder, "cake", "--channel", "web", "--id", "ada")
    assert "opened for ada on web" in result.output
    (occurrence,) = told("status", folder, "cake")["occurrences"]
    assert occurrence["kind"] == "test"
    assert "has begun" in call("start", folder, "cake").output


def test_arm_asks_once(tmp_path: Path, noon: datetime) -> None:
    folder = brand(tmp_path, cake="when: now\n")
    assert "no database yet" in call("arm", folder).output
    know(folder, [Somebody("ada")])
    assert "already" in call("arm", folder).output
    arm_elsewhere(folder)
    for order in (("start",), ("test", "--channel", "web", "--id", "ada")):
        refused = call(order[0], folder, "cake", *order[1:])
        assert refused.exit_code == 1
        assert "restored, copied or moved" in refused.output
    assert call("arm", folder, text="n\n").exit_code == 1
    assert "from now on" in call("arm", folder, "--yes").output
    assert "has begun" in call("start", folder, "cake").output


@pytest.mark.parametrize(
    ("passed", "hours", "not_reached"),
    [
        ("skip", {"8": 1}, {"slot passed": 2}),
        ("now", {"8": 1, "12": 1, "19": 1}, {}),
        ("next day", {"8": 3}, {}),
    ],
)
def test_item_12_whose_time_has_passed_is_previewed_with_counts(
    tmp_path: Path, noon: datetime, passed: str, hours: object, not_reached: object
) -> None:
    """It is noon in Rome: a quarter to nine is still to come in New York alone."""
    lines = f"when: 2026-08-04 08:45 in each person's zone\nlate: 10m\npassed: {passed}\n"
    folder = brand(tmp_path, cake=lines)
    know(
        folder,
        [
            Somebody("ada", timezone="Asia/Tokyo"),
            Somebody("bob", timezone="America/New_York"),
            Somebody("cid"),
        ],
    )
    found = told("preview", folder, "cake")
    assert found["zones"] == {"unknown": 1, "invalid": 0}
    assert found["not_reached"] == not_reached
    assert found["local_hours"] == hours
