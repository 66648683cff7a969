"""Who has several accounts is one person for the commands about broadcasts, each account shown."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio
from bot.cli.records import ask_database
from bot.engine.joining import Pair, join
from bot.store.connection import Connection
from bot.store.joined import Spoken, note_spoken
from bot.store.moments import to_moment
from tests.cli.broadcast_brand import (
    SINCE,
    Somebody,
    account,
    brand,
    database,
    know,
    person_id,
    stop_clocks,
)

NOON = datetime(2026, 8, 4, 10, tzinfo=UTC)
SPOKE = to_moment(datetime(2026, 8, 1, 9, 30, tzinfo=UTC))

ADA = Somebody("ada")
ADA_TOO = Somebody("ada-too", "telegram")
BEA = Somebody("bea", topics=())
BEA_TOO = Somebody("bea-too", "telegram")
CLEO = Somebody("cleo", topics=())
CLEO_TOO = Somebody("cleo-too", "telegram", topics=())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONVIVIO_DATABASE", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    stop_clocks(monkeypatch, NOON)
    made = brand(tmp_path, cake="when: now\n")
    know(made, [ADA, ADA_TOO, BEA, BEA_TOO, CLEO, CLEO_TOO])
    ask_database(database(made), _joined)
    return made


def _joined(connection: Connection) -> None:
    for host, guest in ((ADA, ADA_TOO), (BEA, BEA_TOO), (CLEO, CLEO_TOO)):
        pair = Pair(person_id(host.id), account(host), person_id(guest.id), account(guest))
        assert join(connection, pair, SINCE)
        spoken = account(guest)
        row = Spoken(spoken.brand, spoken.channel, spoken.external_id, SPOKE)
        note_spoken(connection, [row])


def call(*arguments: object) -> Result:
    return CliRunner().invoke(convivio, [str(argument) for argument in arguments])


def why(folder: Path, who: Somebody) -> Result:
    return call(
        "broadcast", "why", folder, "cake", "--channel", who.channel, "--id", who.id, "--json"
    )


def test_a_preview_counts_each_of_them_once(folder: Path):
    result = call("broadcast", "preview", folder, "cake", "--json")
    document = json.loads(result.stdout)
    assert (document["known"], document["reached"]) == (3, 2)
    assert document["channels"] == {"telegram": 2}
    not_reached = {reason: count for reason, count in document["not_reached"].items() if count}
    assert not_reached == {"no consent": 1}


@pytest.mark.parametrize("named", [ADA, ADA_TOO, BEA, BEA_TOO])
def test_why_says_the_same_of_them_by_whichever_account(folder: Path, named: Somebody):
    told = json.loads(why(folder, named).stdout)
    assert told["sentence"].startswith("They will get it at 2026-08-04 12:00")
    here = None if named in (BEA, BEA_TOO) else "2026-01-01T00:00:00+00:00"
    assert [(one["channel"], one["consented_at"]) for one in told["accounts"]] == [
        ("web", here),
        ("telegram", "2026-01-01T00:00:00+00:00"),
    ]


def test_why_shows_a_person_each_account_in_a_line(folder: Path):
    result = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "bea")
    assert result.stdout.splitlines()[1:] == [
        "  bea on web: no consent, spoke last at 2026-01-01 00:00 UTC",
        (
            "  bea-too on telegram: consented at 2026-01-01 00:00 UTC, "
            "spoke last at 2026-08-01 09:30 UTC"
        ),
    ]


def test_why_knows_of_an_account_that_has_said_nothing(folder: Path):
    silent = account(BEA_TOO)
    row = Spoken(silent.brand, silent.channel, silent.external_id, 0)
    ask_database(database(folder), lambda connection: note_spoken(connection, [row]))
    lines = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "bea").stdout
    assert lines.splitlines()[2].endswith("consented at 2026-01-01 00:00 UTC, has said nothing")
    assert json.loads(why(folder, BEA).stdout)["accounts"][1]["spoke_at"] is None


def test_without_a_consent_on_any_account_they_will_not_get_it(folder: Path):
    told = json.loads(why(folder, CLEO_TOO).stdout)
    assert told["sentence"] == "They will not get it: they have not said yes to the topic."
    assert [one["consented_at"] for one in told["accounts"]] == [None, None]


def test_a_test_goes_where_they_have_consented(folder: Path):
    result = call("broadcast", "test", folder, "cake", "--channel", "web", "--id", "bea")
    assert result.stdout.startswith("cake is opened for bea on telegram.")
    result = call("broadcast", "test", folder, "cake", "--channel", "web", "--id", "cleo")
    assert "They have not subscribed to news" in result.output
