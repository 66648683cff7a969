"""Following files: what is at rest, whole and without errors is published, and all is said once."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import Working, at_work
from bot.cli.following import Followed, Tailor, followed
from bot.cli.source import Source, source_of
from bot.core.calls import Action
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import Reading
from bot.engine.calls.attempt import Answer, Attempt, Failure
from bot.engine.calls.loading import Actions
from bot.engine.calls.world import World
from bot.store.connection import Connection
from bot.store.occurrences import occurrences_of
from tests.signing import new_secret

FAIR = BrandId("fair")
BRAND = "brand: fair\ntitle: Fair\nlanguages: [en]\nchannels: {web: {adapter: webchat}}\n"
HELLO = "dialogue: hello\nstarts: [{command: hello}]\nsteps:\n  - say: %s\n"


class Desk:
    """Somebody who edits a brand's files while it runs."""

    def __init__(self, source: Source, working: Working, faults: dict[BrandId, int]) -> None:
        self.source = source
        self.folder = source.folder
        self.working = working
        self.world = World({})
        self.world.publish(source.library.brand, Actions())
        self.followed = Followed(working, source, Tailor(), self.world, faults)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    async def look(self, times: int = 2) -> None:
        for _ in range(times):
            await self.followed.look(at_once=False)

    @property
    def library(self) -> Library:
        return self.working.engine.libraries[FAIR]

    @property
    def says(self) -> str:
        """What the dialogue says that is published now."""
        return said_by(self.working, FAIR)


def said_by(working: Working, brand: BrandId) -> str:
    step = working.engine.libraries[brand].dialogues["hello"].program.instructions[0]
    return step.variants[0].original  # type: ignore[union-attr]


def write_brand(folder: Path, brand: str = BRAND) -> None:
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(brand)
    (folder / "dialogues" / "hello.yaml").write_text(HELLO % "One")


@asynccontextmanager
async def desk_in(
    folder: Path, faults: dict[BrandId, int], *, initiates: bool = False
) -> AsyncIterator[Desk]:
    write_brand(folder)
    source = source_of(folder, {"S": new_secret("following")})
    async with at_work([source.library], "sqlite://", [], initiates=initiates) as working:
        yield Desk(source, working, faults)


@pytest.fixture
def faults() -> dict[BrandId, int]:
    return {}


@pytest.fixture
async def desk(tmp_path: Path, faults: dict[BrandId, int]) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path, faults) as made:
        yield made


async def test_what_is_the_same_at_two_looks_is_published(
    desk: Desk, capsys: pytest.CaptureFixture[str]
):
    desk.write("dialogues/hello.yaml", HELLO % "Two")
    await desk.look(1)
    assert desk.says == "One"
    await desk.look(1)
    assert desk.says == "Two"
    await desk.look()
    told = "Published fair: dialogue hello changed. Nobody is inside an older version.\n"
    assert capsys.readouterr() == (told, "")


async def test_what_is_still_being_written_is_left_alone(desk: Desk):
    for number in range(3):
        desk.write("dialogues/hello.yaml", HELLO % ("Two" * number))
        await desk.look(1)
    assert desk.says == "One"


async def test_what_is_told_to_be_read_is_read_at_once(desk: Desk):
    desk.write("dialogues/hello.yaml", HELLO % "Two")
    await desk.followed.look(at_once=True)
    assert desk.says == "Two"


async def test_what_is_written_while_it_is_read_is_read_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    versions = iter(["Three", "Four"])
    read = Source.read

    def read_slowly(source: Source) -> Reading:
        reading = read(source)
        if (text := next(versions, None)) is not None:
            desk.write("dialogues/hello.yaml", HELLO % text)
        return reading

    monkeypatch.setattr(Source, "read", read_slowly)
    desk.write("dialogues/hello.yaml", HELLO % "Two")
    await desk.look()
    assert desk.says == "One"  # at this look it was not whole
    await desk.followed.look(at_once=True)
    assert desk.says == "Four"


async def test_faults_are_said_once_and_keep_what_runs_whole(
    desk: Desk, faults: dict[BrandId, int], capsys: pytest.CaptureFixture[str]
):
    desk.write("dialogues/hello.yaml", HELLO.replace("say", "sya") % "Two")
    desk.write("dialogues/other.yaml", HELLO.replace("hello", "other") % "Other")
    await desk.look(3)
    desk.write("dialogues/other.yaml", HELLO.replace("hello", "other") % "Another")
    await desk.look(3)
    out, err = capsys.readouterr()
    place, told = err.splitlines()
    assert out == ""
    assert place.startswith('dialogues/hello.yaml:4:5: "sya" is not a step.')
    assert told == "fair: files changed but not published: 1 fault"
    assert (list(desk.library.dialogues), desk.says, faults) == (["hello"], "One", {FAIR: 1})

    desk.write("dialogues/hello.yaml", HELLO % "Three")
    await desk.look()
    assert (list(desk.library.dialogues), desk.says, faults) == (["hello", "other"], "Three", {})
    assert "dialogue other added, dialogue hello changed" in capsys.readouterr().out


async def test_files_that_are_mended_to_what_runs_are_no_publication(
    desk: Desk, faults: dict[BrandId, int], capsys: pytest.CaptureFixture[str]
):
    desk.write("dialogues/hello.yaml", "dialogue: hello\n")
    await desk.look()
    assert faults == {FAIR: 1}
    desk.write("dialogues/hello.yaml", HELLO % "One")
    await desk.look()
    assert faults == {}
    assert capsys.readouterr().out == "fair: the files are again as they were published.\n"


async def test_a_comment_is_no_publication(desk: Desk, capsys: pytest.CaptureFixture[str]):
    before = desk.library
    desk.write("dialogues/hello.yaml", f"# Our greeting.\n{HELLO % 'One'}")
    await desk.look()
    assert desk.library is before
    assert capsys.readouterr() == ("", "")


NEEDS_RESTART = {
    "a channel more": (
        BRAND.replace("{web:", "{mine: {adapter: terminal}, web:"),
        "channel mine added",
    ),
    "a channel less": (BRAND.replace("{web: {adapter: webchat}}", "{}"), "channel web removed"),
    "another adapter": (BRAND.replace("webchat", "terminal"), "channel web changed"),
    "another receiver": (
        BRAND + "events_to: {url: 'https://example.org/', secret: '${S}'}\n",
        "events_to changed",
    ),
    "another secret": (BRAND + "events_secret: ${S}\n", "events_secret changed"),
}


@pytest.mark.parametrize(("brand", "told"), NEEDS_RESTART.values(), ids=NEEDS_RESTART)
async def test_what_needs_a_restart_is_said_once_and_left(
    desk: Desk, brand: str, told: str, capsys: pytest.CaptureFixture[str]
):
    before = desk.library.brand
    desk.write("brand.yaml", brand)
    await desk.look()
    assert desk.library.brand == before
    assert capsys.readouterr() == ("", f"warning: fair: {told}: this needs a restart.\n")
    desk.write("dialogues/hello.yaml", HELLO % "Two")
    await desk.look()
    assert (desk.says, capsys.readouterr().err) == ("Two", "")


TAKEN_UP = {
    "the title changed": BRAND.replace("Fair", "Market"),
    "the languages changed": BRAND.replace("[en]", "[en, it]"),
    "the time zone changed": BRAND + "timezone: Europe/Rome\n",
    "the topics changed": BRAND + "topics: {blog: {title: Blog, wording: Tell me}}\n",
    "quiet hours changed": BRAND + "quiet: {from: '21:30', to: '08:30'}\n",
    "caps changed": BRAND + "caps: {started_by_us: 3 per week}\n",
}


@pytest.mark.parametrize(("told", "brand"), TAKEN_UP.items(), ids=TAKEN_UP)
async def test_what_a_running_process_can_take_up_is_taken_up(
    desk: Desk, told: str, brand: str, capsys: pytest.CaptureFixture[str]
):
    before = desk.library.brand
    desk.write("brand.yaml", brand)
    await desk.look()
    out, err = capsys.readouterr()
    assert (told in out, err, desk.library.brand != before) == (True, "", True)


async def test_a_brand_with_another_name_is_not_published(
    desk: Desk, capsys: pytest.CaptureFixture[str]
):
    desk.write("brand.yaml", BRAND.replace("brand: fair", "brand: circus"))
    desk.write("dialogues/hello.yaml", HELLO % "Two")
    await desk.look()
    assert "brand.yaml: its brand is now called circus" in capsys.readouterr().err
    assert desk.says == "One"


async def test_a_file_that_is_gone_is_gone_from_the_brand(desk: Desk):
    desk.write("dialogues/other.yaml", HELLO.replace("hello", "other") % "Other")
    await desk.look()
    (desk.folder / "dialogues" / "other.yaml").unlink()
    await desk.look()
    assert list(desk.library.dialogues) == ["hello"]


async def test_a_file_that_is_put_in_the_place_of_another_is_seen(desk: Desk):
    new = desk.folder / "new.yaml"
    new.write_text(HELLO % "Two")
    new.replace(desk.folder / "dialogues" / "hello.yaml")
    await desk.look()
    assert desk.says == "Two"


async def test_what_is_asked_again_and_again_is_published_too(
    desk: Desk, capsys: pytest.CaptureFixture[str]
):
    desk.write("faq.yaml", "- ask: Who?\n  say: We.\n")
    await desk.look()
    assert desk.library.faq is not None
    assert capsys.readouterr().out.startswith("Published fair: faq.yaml changed.")
    desk.write("faq.yaml", "- ask: Who?\n  say: Somebody else.\n")
    await desk.look()
    assert len(desk.library.older) == 1  # the buttons of what it said before still work


TOPIC = BRAND + "topics: {blog: {title: Blog, wording: Tell me}}\n"


def _planned(connection: Connection) -> bool:
    return bool(occurrences_of(connection, FAIR, "later", 1))


async def test_a_broadcast_that_comes_with_the_files_is_planned(tmp_path: Path):
    async with desk_in(tmp_path, {}, initiates=True) as desk:
        desk.write("brand.yaml", TOPIC)
        (desk.folder / "broadcasts").mkdir()
        desk.write(
            "broadcasts/later.yaml",
            "broadcast: later\ntopic: blog\ndialogue: hello\nwhen: 3d after subscribing\n",
        )
        await desk.look()
        async with asyncio.timeout(5):
            while not await desk.working.store.run(_planned):
                await asyncio.sleep(0.01)
        assert await desk.working.store.run(_planned)


async def test_signals_have_the_files_read_at_once(tmp_path: Path):
    async with (
        desk_in(tmp_path, {}) as desk,
        followed(desk.working, [desk.source], Tailor(), watching=False),
    ):
        desk.write("dialogues/hello.yaml", HELLO % "Two")
        signal.raise_signal(signal.SIGHUP)
        async with asyncio.timeout(5):
            while desk.says != "Two":
                await asyncio.sleep(0.01)
        assert desk.says == "Two"


@pytest.mark.parametrize(("later", "ends"), [(True, False), (False, True)])
async def test_a_terminal_that_is_closed_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: bool, ends: bool
):
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    is_there = True
    monkeypatch.setattr("os.isatty", lambda _: is_there)
    async with (
        desk_in(tmp_path, {}) as desk,
        followed(desk.working, [desk.source], Tailor(), watching=False),
    ):
        is_there = later
        desk.write("dialogues/hello.yaml", HELLO % "Two")
        signal.raise_signal(signal.SIGHUP)
        async with asyncio.timeout(5):
            while not ended.is_set() and desk.says != "Two":
                await asyncio.sleep(0.01)
    loop.remove_signal_handler(signal.SIGTERM)
    assert ended.is_set() is ends


ORDER = "async def order(talk):\n    await talk.say('%s')\n"


async def test_dialogues_in_python_are_imported_anew(
    desk: Desk, capsys: pytest.CaptureFixture[str]
):
    desk.write("dialogues/order.py", ORDER % "One")
    await desk.look()
    before = desk.library.python["order"].function
    desk.write("dialogues/order.py", ORDER % "Two")
    await desk.look()
    after = desk.library.python["order"].function
    assert None not in {before, after}
    assert before is not after
    capsys.readouterr()
    desk.write("dialogues/order.py", f"import no_such_module_anywhere\n{ORDER % 'Three'}")
    await desk.look()
    assert desk.library.python["order"].function is after
    assert "dialogues/order.py:1:1: This dialogue cannot be imported" in capsys.readouterr().err


ACTIONS = "def greet() -> str:\n    return %r\n"


async def test_functions_are_imported_anew(desk: Desk, capsys: pytest.CaptureFixture[str]):
    async def called() -> Attempt:
        return await desk.world.attempt(FAIR, Action("greet", {}), "key")

    desk.write("actions.py", ACTIONS % "One")
    await desk.look()
    assert await called() == Answer("One")
    assert "Published fair: actions.py changed." in capsys.readouterr().out
    desk.write("actions.py", f"{ACTIONS % 'Two'}\nraise KeyError('secret')\n")
    await desk.look()
    assert await called() == Answer("One")
    assert capsys.readouterr().err.splitlines() == [
        "actions.py:4:1: This file cannot be imported: KeyError.",
        "fair: files changed but not published: 1 fault",
    ]
    desk.write("actions.py", ACTIONS % "Three")
    await desk.look()
    assert await called() == Answer("Three")
    (desk.folder / "actions.py").unlink()
    await desk.look()
    assert isinstance(await called(), Failure)


async def test_functions_that_have_not_changed_are_not_run_again(desk: Desk):
    desk.write("actions.py", "with open(__file__ + '.log', 'a') as log:\n    log.write('run ')\n")
    await desk.look()
    desk.write("dialogues/hello.yaml", HELLO % "Two")
    await desk.look()
    assert said_by(desk.working, FAIR) == "Two"
    assert (desk.folder / "actions.py.log").read_text() == "run "


async def test_a_call_under_way_ends_with_the_function_that_it_began_with(desk: Desk):
    desk.write(
        "actions.py",
        "import asyncio\nasync def greet():\n    await asyncio.sleep(0.2)\n    return 1\n",
    )
    await desk.look()
    under_way = asyncio.create_task(desk.world.attempt(FAIR, Action("greet", {}), "key"))
    await asyncio.sleep(0)
    desk.write("actions.py", ACTIONS % "Two")
    await desk.look()
    assert await desk.world.attempt(FAIR, Action("greet", {}), "key") == Answer("Two")
    assert await under_way == Answer(1)


async def test_a_brand_with_faults_keeps_no_other_from_being_published(tmp_path: Path):
    names = (BrandId("fair"), BrandId("circus"))
    for name in names:
        write_brand(tmp_path / name, BRAND.replace("brand: fair", f"brand: {name}"))
    sources = [source_of(tmp_path / name, {}) for name in names]
    async with at_work([one.library for one in sources], "sqlite://", []) as working:
        (tmp_path / "fair" / "dialogues" / "hello.yaml").write_text("dialogue: hello\n")
        (tmp_path / "circus" / "dialogues" / "hello.yaml").write_text(HELLO % "Two")
        async with followed(working, sources, Tailor(), watching=False) as faults:
            signal.raise_signal(signal.SIGHUP)
            async with asyncio.timeout(5):
                while said_by(working, names[1]) != "Two":
                    await asyncio.sleep(0.01)
            assert (said_by(working, names[0]), faults) == ("One", {names[0]: 1})
