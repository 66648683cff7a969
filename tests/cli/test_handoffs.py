"""Who waits for somebody of the team: listed, taken off the list, and known to the doctor."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.examination import examine
from bot.cli.handoffs import command
from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.database import open_store
from bot.store.handoffs import HandoffRow, add_handoffs


def row(name: str, desk: str | None) -> HandoffRow:
    return HandoffRow(
        brand=BrandId("acme"),
        id=name,
        conversation=ConversationId("c"),
        person=PersonId("p"),
        channel=ChannelName("web"),
        recipient="ada",
        space=None,
        dialogue="aid",
        place="aid/steps.0",
        reason="A complaint",
        desk=None if desk is None else ChannelName(desk),
        at=1_900_000_000_000_000,
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "dialogues" / "aid.yaml").write_text("dialogue: aid\nsteps: [{handoff: Help}]\n")
    (tmp_path / "brand.yaml").write_text("brand: acme\nchannels: {web: {adapter: webchat}}\n")
    return tmp_path


def waiting(folder: Path, *rows: HandoffRow) -> None:
    async def keep() -> None:
        store = await open_store(f"sqlite:///{folder / 'convivio.db'}")
        await store.run(lambda connection: add_handoffs(connection, rows))
        await store.close()

    asyncio.run(keep())


def said(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, arguments)
    return done.exit_code, done.output


def test_nobody_waits(folder: Path) -> None:
    assert said(str(folder)) == (0, "Nobody waits for somebody of the team.\n")


def test_who_waits_is_listed(folder: Path) -> None:
    waiting(folder, row("h1", None), row("h2", "desk"))
    code, words = said(str(folder))
    assert code == 0
    assert words.splitlines() == [
        "h1  2030-03-17T17:46+00:00  ada on web, no desk, aid/steps.0: A complaint",
        "h2  2030-03-17T17:46+00:00  ada on web, at desk, aid/steps.0: A complaint",
    ]
    document = json.loads(said(str(folder), "--json")[1])
    assert [one["id"] for one in document["handoffs"]] == ["h1", "h2"]
    assert document["handoffs"][0]["reason"] == "A complaint"


def test_one_without_a_desk_is_taken_off_the_list(folder: Path) -> None:
    waiting(folder, row("h1", None), row("h2", "desk"))
    assert said(str(folder), "--seen-to", "h1") == (0, "Done.\n")
    assert said(str(folder))[1].startswith("h2")
    for name in ("h1", "h2", "h3"):
        assert said(str(folder), "--seen-to", name)[0] != 0


def test_the_doctor_knows_who_waits_without_a_desk(folder: Path) -> None:
    waiting(folder, row("h1", None), row("h2", "desk"))
    (found,) = [one for one in examine(folder) if one.about == "handoffs"]
    assert found.state == "trouble"
    assert found.words.startswith("1 asked for somebody and has no desk")
