"""`convivio check --against-live`: what publishing means for everybody who is inside now."""

import json
import sqlite3
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio
from bot.core.ids import BrandId, ConversationId
from bot.dialogue.publishing.publish import read_brand
from bot.engine.history import keep_versions
from bot.store.connection import Connection
from bot.store.conversations import ConversationRow, save_conversations
from bot.store.database import open_store
from tests.dialogue.talking import Talk

HEAD = "dialogue: survey\nstarts: [{command: survey}]\n"
STEPS = "steps:\n  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n"
MENU = "dialogue: menu\nstarts: [{command: menu}]\nsteps:\n  - {ask: M?, as: m}\n"


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A brand's folder, which `publish` fills; its database is beside it."""
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text(
        "brand: b\ntitle: Brand\nlanguages: [en]\nchannels: {web: {adapter: webchat}}\n"
    )
    return tmp_path


def publish(folder: Path, **dialogues: str) -> None:
    for path in (folder / "dialogues").iterdir():
        path.unlink()
    for name, text in dialogues.items():
        (folder / "dialogues" / f"{name}.yaml").write_text(text)


async def live(folder: Path, *said: str) -> None:
    """Let conversations, one of each, be where these words lead in what is published."""
    library = read_brand(folder, {}).library
    assert library is not None
    store = await open_store(f"sqlite:///{folder / 'convivio.db'}")
    rows = []
    for number, words in enumerate(said):
        talk = Talk(library)
        for word in words.split():
            talk.say(word)
        state = msgspec.json.encode(talk.state).decode()
        name = ConversationId(f"c{number}")
        rows.append(ConversationRow(BrandId("b"), name, None, None, None, state, 1))

    def keep(connection: Connection) -> None:
        keep_versions(connection, library, 1)
        save_conversations(connection, rows)

    await store.run(keep)
    await store.close()


def check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(convivio, ["check", str(folder), "--against-live", *options])


async def test_everybody_is_counted_with_the_reason(brand: Path):
    publish(brand, survey=HEAD + STEPS, menu=MENU)
    await live(brand, "/survey", "/survey", "/survey a", "/menu", "hello")
    publish(
        brand,
        survey=HEAD + "moves: true\n" + STEPS.replace("as: x", "as: z"),
        menu=MENU.replace("M?", "N?"),
    )
    result = check(brand)
    assert result.exit_code == 0
    lines = [line.partition(", version ") for line in result.stdout.splitlines()]
    told = [(name, about.partition(": ")[2]) for name, _, about in lines if about]
    assert told == [
        ("menu", '1 stays: it does not say "moves: true".'),
        ("survey", "1 moves."),
        ("survey", "2 cannot move: what they wait at, steps.0, has another slot."),
    ]
    assert result.stderr.splitlines()[-1] == (
        "Of the dialogues under way in older versions 1 moves, 1 stays, 2 cannot move."
    )


async def test_a_program_reads_the_same(brand: Path):
    publish(brand, survey=HEAD + STEPS, menu=MENU)
    await live(brand, "/survey", "/menu", "/survey a")
    publish(
        brand, survey=HEAD + "moves: true\n" + STEPS.replace("B?, as: y", "B?, as: z"), menu=MENU
    )
    found = json.loads(check(brand, "--json").stdout)
    live_now = found["live"]
    assert {fault["severity"] for fault in found["faults"]} == {"warning"}
    assert [live_now[key] for key in ("moves", "stays", "cannot", "up_to_date")] == [1, 0, 1, 1]
    (version,) = live_now["versions"]
    assert (version["dialogue"], version["moves"], version["cannot"]) == ("survey", 1, 1)
    assert version["reasons"] == [
        {
            "outcome": "cannot",
            "reason": "step changed",
            "path": "steps.1",
            "what": "another slot",
            "count": 1,
        }
    ]


async def test_files_with_an_error_mean_nothing_for_anybody(brand: Path):
    publish(brand, survey=HEAD + STEPS)
    await live(brand, "/survey")
    publish(brand, survey=HEAD)
    result = check(brand)
    assert result.exit_code == 1
    assert "everybody goes on as they are" in result.stderr
    assert json.loads(check(brand, "--json").stdout)["live"] is None


def test_a_brand_that_never_ran_has_nobody_inside(brand: Path):
    publish(brand, survey=HEAD + STEPS)
    result = check(brand)
    assert (result.exit_code, "Nobody is inside" in result.stderr) == (0, True)
    assert not (brand / "convivio.db").exists()


async def test_it_works_beside_a_process_that_writes_and_changes_nothing(brand: Path):
    publish(brand, survey=HEAD + STEPS)
    await live(brand, "/survey")
    publish(brand, survey=HEAD + STEPS.replace("A?", "C?"))
    somebody = sqlite3.connect(brand / "convivio.db", isolation_level=None)
    before = somebody.execute("PRAGMA data_version").fetchone()
    somebody.execute("BEGIN IMMEDIATE")
    assert "1 stays" in check(brand).stderr
    somebody.execute("ROLLBACK")
    assert somebody.execute("PRAGMA data_version").fetchone() == before
    somebody.close()


def test_a_file_that_is_no_database_is_said_in_words(brand: Path):
    publish(brand, survey=HEAD + STEPS)
    (brand / "convivio.db").write_bytes(b"This is a letter, not a database. " * 100)
    result = check(brand)
    assert result.exit_code == 1
    assert "The database cannot be read" in result.stderr


def test_it_is_not_for_reviews(brand: Path):
    publish(brand, survey=HEAD + STEPS)
    assert check(brand, "--format", "github").exit_code == 2
