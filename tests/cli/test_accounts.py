"""`convivio person show, link, unlink`: what an operator sees and does, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio
from tests.cli.broadcast_brand import Somebody, brand, know

ADA, ADA_TOO, ADA_THREE = Somebody("ada"), Somebody("ada-too", "telegram"), Somebody("three")
BEA, BEA_TOO = Somebody("bea", topics=()), Somebody("bea-too", "telegram", topics=(), blocked=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONVIVIO_DATABASE", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    made = brand(tmp_path)
    know(made, [ADA, ADA_TOO, ADA_THREE, BEA, BEA_TOO])
    return made


def call(folder: Path, command: str, who: Somebody, *options: object, answer: str = "") -> Result:
    arguments = ["person", command, folder, "--channel", who.channel, "--id", who.id, *options]
    return CliRunner().invoke(convivio, [str(argument) for argument in arguments], input=answer)


def link(folder: Path, who: Somebody, other: Somebody, *, answer: str = "y\n") -> Result:
    return call(folder, "link", who, "--with", other.channel, other.id, answer=answer)


def shown(folder: Path, who: Somebody) -> list[tuple[str, bool]]:
    document = json.loads(call(folder, "show", who, "--json").stdout)
    return [(one["id"], one["comes_first"]) for one in document["accounts"]]


def test_two_are_joined_shown_and_parted(folder: Path):
    result = link(folder, ADA, ADA_TOO)
    assert result.exit_code == 0
    assert result.stdout.endswith(
        "ada on web and ada-too on telegram are one person from now on. They were not told.\n"
    )
    assert shown(folder, ADA) == shown(folder, ADA_TOO) == [("ada", True), ("ada-too", False)]
    result = call(folder, "unlink", ADA_TOO)
    assert result.stdout == (
        "ada-too on telegram, ada on web stand alone again, as before. They were not told.\n"
    )
    assert shown(folder, ADA) == [("ada", True)]


def test_each_account_is_shown_in_a_line(folder: Path):
    assert link(folder, BEA, BEA_TOO).exit_code == 0
    assert call(folder, "show", BEA).stdout.splitlines() == [
        "bea on web: no consent, spoke last at 2026-01-01 00:00 UTC, comes first",
        (
            "bea-too on telegram: no consent, spoke last at 2026-01-01 00:00 UTC, "
            "blocked the brand, or left"
        ),
    ]
    assert call(folder, "show", ADA).stdout.startswith("ada on web: consents to news, ")


def test_a_third_comes_to_the_two_whichever_is_named_first(folder: Path):
    assert link(folder, ADA, ADA_TOO).exit_code == 0
    assert link(folder, ADA_THREE, ADA_TOO).exit_code == 0
    assert shown(folder, ADA_THREE) == [("ada", True), ("ada-too", False), ("three", False)]
    assert call(folder, "unlink", ADA).exit_code == 0
    assert shown(folder, ADA_THREE) == [("three", True)]


def test_who_says_no_changes_nothing(folder: Path):
    result = link(folder, ADA, ADA_TOO, answer="n\n")
    assert result.exit_code == 1
    assert shown(folder, ADA) == [("ada", True)]


@pytest.mark.parametrize(
    ("who", "other", "told"),
    [
        (ADA, Somebody("nobody"), "Nobody is known as nobody on web."),
        (ADA, ADA_TOO, "They are one person already"),
        (ADA, BEA_TOO, "Both have other accounts: unlink one of the two first."),
    ],
)
def test_what_cannot_be_joined_is_refused_in_words(
    folder: Path, who: Somebody, other: Somebody, told: str
):
    assert link(folder, ADA, ADA_TOO).exit_code == 0
    assert link(folder, BEA, BEA_TOO).exit_code == 0
    result = link(folder, who, other)
    assert result.exit_code == 1
    assert told in result.output


def test_who_stands_alone_cannot_be_parted(folder: Path):
    result = call(folder, "unlink", ADA)
    assert result.exit_code == 1
    assert "ada on web is not linked with any other account: nothing was changed." in result.output


def test_without_the_other_account_it_is_wrong_use(folder: Path):
    result = call(folder, "link", ADA)
    assert result.exit_code == 2
    assert "--with" in result.output
