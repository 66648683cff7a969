"""What the commands show of what is encrypted: everything with its key, counts without it."""

import asyncio
import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import convivio
from bot.core.events import Said
from bot.store.sealing.master_keys import MasterKeys
from tests.privacy.sealed_talk import MARKER, SealedTalk, new_keys

KEYS = new_keys(2)
RIGHT, WRONG = (base64.b64encode(key).decode() for key in KEYS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brand to which somebody has said everything."""
    home = tmp_path_factory.mktemp("brand")

    async def talk() -> None:
        made = SealedTalk(f"sqlite:///{home / 'convivio.db'}", home, MasterKeys(KEYS[:1]))
        await made.start()
        await made.say_everything()
        await made.do(Said("/aid"), "bob-8")
        await made.do(Said(f"About {MARKER}"), "bob-8")
        await made.stop()

    asyncio.run(talk())
    return home


def said(key: str | None, *arguments: str) -> tuple[int, str]:
    environ = {"CONVIVIO_KEY": key, "CONVIVIO_DATABASE": None, "SECRET": "whsec_c2VjcmV0"}
    done = CliRunner().invoke(convivio, arguments, env=environ)
    return done.exit_code, done.output


def test_results_show_words_to_whoever_has_the_key(folder: Path):
    code, words = said(RIGHT, "results", str(folder), "everything", "--csv")
    assert code == 0
    assert f"I say {MARKER}" in words
    assert "First" in words


def test_results_count_what_nobody_can_read_here(folder: Path):
    code, words = said(None, "results", str(folder), "everything", "--json")
    assert code == 0
    assert MARKER not in words
    by_slot = {one["slot"]: one for one in json.loads(words)["questions"]}
    assert by_slot["words"]["answered"] == 1
    assert by_slot["words"]["answers"][0]["label"] == "(encrypted)"
    assert by_slot["view"]["answers"][0]["label"] == "First"
    assert by_slot["score"]["mean"] == 7


def test_who_waits_is_listed_without_why(folder: Path):
    assert ": (encrypted)" in said(None, "handoffs", str(folder))[1]
    assert f": A complaint: About {MARKER}" in said(RIGHT, "handoffs", str(folder))[1]


def test_an_export_needs_the_key(folder: Path):
    person = ("--channel", "site", "--id", "ada-7")
    code, words = said(None, "person", "export", str(folder), *person)
    assert (code, words) == (1, "Error: what people said to fair is encrypted: set CONVIVIO_KEY.\n")
    assert MARKER in said(RIGHT, "person", "export", str(folder), *person)[1]


def test_a_wrong_key_is_told(folder: Path):
    code, words = said(WRONG, "results", str(folder), "everything")
    assert code == 1
    assert "CONVIVIO_KEY holds none of the keys with which fair was encrypted" in words


def test_what_is_no_key_is_told_without_it(folder: Path):
    code, words = said("secret!", "results", str(folder), "everything")
    assert code == 1
    assert "not base64" in words
    assert "secret!" not in words


def test_a_run_without_the_key_is_refused(folder: Path):
    code, words = said(None, "run", str(folder))
    assert code == 1
    assert "fair encrypts what people say (privacy in brand.yaml): set CONVIVIO_KEY" in words


def test_erasing_needs_no_key(folder: Path):
    code, words = said(
        None, "person", "erase", str(folder), "--channel", "site", "--id", "bob-8", "--yes"
    )
    assert code == 0
    assert "data_keys 1" in words


def test_each_new_key_is_another():
    keys = {said(None, "keys", "new")[1].strip() for _ in range(3)}
    assert {len(base64.b64decode(key)) for key in keys} == {32}
    assert len(keys) == 3
