"""Channels that cannot run as they are set up here: said before the start, and left off at it."""

from pathlib import Path

import pytest

from bot.channels.registry import channels_of, left_off_by_faults
from bot.cli.checking import faults_of
from bot.cli.examination import examine
from bot.cli.reading import library_of
from tests.brand_folder import write_files

BRAND = """\
brand: market
channels:
  web: {adapter: webchat}
  telegram: {adapter: telegram, token: "${TOKEN}", mode: webhook}
  discord: {adapter: discord, token: "${TOKEN}", public_key: "00ff"}
"""
HELLO = "dialogue: hello\nstarts: [{command: hello}]\nsteps:\n  - say: Hello\n"
PORT = "https://bot.example.org:9000"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOKEN", "1:a-token")
    monkeypatch.delenv("CONVIVIO_PUBLIC_URL", raising=False)
    return write_files(tmp_path / "brand", {"brand.yaml": BRAND, "dialogues/hello.yaml": HELLO})


def test_check_warns_at_the_line_of_each(folder: Path):
    telegram, discord = faults_of(folder)
    assert (telegram.file, telegram.line, telegram.column) == ("brand.yaml", 4, 3)
    assert (telegram.severity, discord.severity) == ("warning", "warning")
    assert "telegram is left off: mode: webhook needs a public address" in telegram.message
    assert "discord is left off: public_key is none" in discord.message


@pytest.mark.parametrize("url", ["https://bot.example.org", "https://bot.example.org:8443/x/"])
def test_with_an_address_of_ours_there_is_nothing_to_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch, url: str
):
    monkeypatch.setenv("CONVIVIO_PUBLIC_URL", url)
    (discord,) = faults_of(folder)
    assert "public_key" in discord.message


def test_a_channel_whose_secret_is_not_set_is_told_of_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("TOKEN")
    assert [fault.hint for fault in faults_of(folder)] == ["Set it in the environment."] * 2


def test_doctor_says_what_is_broken(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONVIVIO_PUBLIC_URL", PORT)
    states = {one.about: one for one in examine(folder)}
    assert states["channel telegram"].state == "broken"
    assert "443, 80, 88, 8443 only, not to 9000" in states["channel telegram"].words
    assert states["channel web"].state == "fine"


def test_at_the_start_they_are_left_off_and_the_others_run(folder: Path):
    channels = {one.name: left_off_by_faults(one) for one in channels_of(library_of(folder).brand)}
    assert {name for name, one in channels.items() if one.left_off is None} == {"web"}
    assert "CONVIVIO_PUBLIC_URL" in (channels["telegram"].left_off or "")


def test_where_a_platform_calls_us_is_made_of_our_address(folder: Path):
    (_, telegram, _) = channels_of(library_of(folder).brand, public_url="https://bot.example.org")
    assert telegram.address == "https://bot.example.org/platforms/market/telegram"


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ('{telegram: "@we_converse"}', None),
        ("{telegram: we_converse}", "we_converse is no channel of Telegram"),
        ('{discord: "#news"}', "#news is no channel of Discord"),
        ("{web: plaza}", "web has no places of the brand's own to post in."),
    ],
)
def test_a_place_in_which_nothing_can_be_posted_is_an_error_where_it_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch, places: str, message: str | None
):
    monkeypatch.setenv("CONVIVIO_PUBLIC_URL", "https://bot.example.org")
    topics = f"topics:\n  news: {{wording: Shall I?, posted_in: {places}}}\n"
    write_files(folder, {"brand.yaml": BRAND + topics})
    found = [one for one in faults_of(folder) if one.severity == "error"]
    assert [(one.file, one.line) for one in found] == ([("brand.yaml", 7)] if message else [])
    assert all(message in one.message for one in found if message)
