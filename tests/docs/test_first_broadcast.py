"""The page about the first broadcast does what it says, beside a brand that is running."""

import asyncio
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import at_work
from bot.channels.contract import ChannelSettings
from bot.channels.registry import channels_of
from bot.cli.main import convivio
from bot.cli.reading import library_of
from bot.core.events import Incoming, Said, Sender
from bot.engine.engine import Engine
from tests.cli.broadcast_brand import COMMANDS_WITH_A_CLOCK

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "first-broadcast.md"
NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)
"""A Monday in Rome, three days before a Thursday of which the page tells."""

VISITOR = Sender("visitor-1", first_name="Ada", language="en")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def commands() -> list[list[str]]:
    lines = [line for block in blocks("console") for line in block.splitlines()]
    return [
        shlex.split(line.removeprefix("$ convivio ").replace("YOUR-ID", VISITOR.id))
        for line in lines
        if line.startswith("$ convivio ")
    ]


def shown(command: str) -> list[str]:
    """Return what the page shows below a command."""
    (block,) = [block for block in blocks("console") if f"$ convivio {command}\n" in block]
    after = block.split(f"$ convivio {command}\n")[1].split("$ ")[0]
    return after.replace("YOUR-ID", VISITOR.id).splitlines()


@pytest.fixture
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be noon, and go on from there: nobody is asleep."""
    began = datetime.now(UTC)

    def clock() -> datetime:
        return NOON + (datetime.now(UTC) - began)

    monkeypatch.setattr("bot.app.now", clock)
    for name in COMMANDS_WITH_A_CLOCK:
        monkeypatch.setattr(f"bot.cli.broadcast_{name}.now", clock)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(convivio, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, (arguments, result.output)
    return result.output


def write_files() -> None:
    """Write the two files of the page where it says."""
    dialogue, broadcast = blocks("yaml")
    Path("cafe/dialogues/cake.yaml").write_text(dialogue, encoding="utf-8")
    Path("cafe/broadcasts").mkdir(exist_ok=True)
    Path("cafe/broadcasts/cake.yaml").write_text(broadcast, encoding="utf-8")


async def beside(*arguments: str) -> str:
    """Run a command as in another window, while the brand goes on talking."""
    async with asyncio.timeout(30):
        return await asyncio.to_thread(run, *arguments)


async def say(engine: Engine, channel: ChannelSettings, *lines: str) -> None:
    for number, line in enumerate(lines):
        incoming = Incoming(f"{line}-{number}", VISITOR, Said(line))
        await engine.take_in(channel, [incoming])
        await engine.settled()


async def heard(engine: Engine, channel: ChannelSettings, words: str, times: int = 1) -> None:
    """Wait until the visitor's page shows this so many times."""
    async with asyncio.timeout(20):
        while True:
            lines = await engine.transcript(channel.brand, channel.name, VISITOR.id, None, 200)
            if sum(words in str(line) for line in lines) >= times:
                return
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("_noon")
@pytest.mark.slow
async def test_the_page_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    await beside("new", "cafe")
    write_files()
    assert (await beside("check", "cafe")).splitlines() == shown("check cafe")
    listed = await beside("broadcast", "list", "cafe")
    assert listed.splitlines() == shown("broadcast list cafe")
    library = library_of(Path("cafe"))
    (web,) = channels_of(library.brand)
    url = f"sqlite:///{tmp_path / 'cafe' / 'convivio.db'}"
    async with at_work([library], url, [web], initiates=True) as working:
        engine = working.engine
        await say(engine, web, "hello", "An espresso", "yes")
        for command in commands():
            if command[:2] == ["broadcast", "cancel"]:
                continue
            if command[0] not in {"check", "run", "results"} and command[1] != "list":
                said = await beside(*command)
                await follow(engine, web, command[1], said)
        assert "1" in await beside("results", "cafe", "cake")
        await beside("broadcast", "cancel", "cafe", "cake")


def words_in(drawing: str) -> list[str]:
    """Return the words of a drawing, which is as wide as the terminal is."""
    return re.findall(r"[\w:.,/()-]+", drawing)


async def follow(engine: Engine, web: ChannelSettings, command: str, said: str) -> None:
    """See that a command did what the page says of it."""
    match command:
        case "preview":
            (text,) = blocks("text")
            assert words_in(said) == words_in(text)
            assert "This week it is lemon cake, Ada." in said
            assert "Nothing was sent" in said
        case "test":
            assert said.splitlines() == shown("broadcast test cafe cake --channel web --id YOUR-ID")
            await heard(engine, web, "lemon cake")
            await say(engine, web, "yes")
        case "start":
            assert said.split()[-8:] == shown("broadcast start cafe cake")[0].split()[-8:]
            await heard(engine, web, "lemon cake", times=2)
        case "status":
            assert "got it" in said
        case "pause" | "resume":
            assert "cake" in said
        case "why":
            (sentence,) = shown("broadcast why cafe cake --channel web --id YOUR-ID")
            assert said.startswith(sentence[: sentence.index(":00")])
            assert "They got it at 2026-11-30 12:0" in said
        case "arm":
            assert "already" in said
        case _:
            raise AssertionError(command)
