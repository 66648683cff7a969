import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main as entry
from bot.cli.main import COMMANDS, convivio

EXAMPLE = Path(__file__).parents[2] / "examples" / "we-converse"


def call(*arguments: object, text: str | None = None) -> Result:
    return CliRunner().invoke(convivio, [str(argument) for argument in arguments], input=text)


def test_help_names_every_command() -> None:
    result = call("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert name in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("check",),
        ("check", "/nowhere/at/all"),
        ("check", ".", "--wrong"),
        ("results", EXAMPLE, "no-such-dialogue"),
        ("test", EXAMPLE, "no such story"),
        ("run",),
    ],
)
def test_wrong_use_is_two(arguments: tuple[object, ...]) -> None:
    assert call(*arguments).exit_code == 2


def test_a_mistyped_command_gets_a_suggestion() -> None:
    assert 'Did you mean "check"?' in call("chekc", ".").output


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", str(EXAMPLE)]])
def test_heavy_modules_stay_out(arguments: list[str]) -> None:
    """Help, version and checking answer without web server or database."""
    code = (
        "import sys\n"
        "from bot.cli.main import main\n"
        f"sys.argv = ['convivio', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'aiohttp', 'sqlalchemy', 'rich'} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stderr.splitlines()[-1] == "[]", done.stderr
    assert done.stdout


def test_help_imports_no_model_library() -> None:
    code = (
        "import sys\nfrom bot.cli.main import convivio\n"
        "try:\n    convivio(['--help'])\nexcept SystemExit:\n    pass\n"
        "assert not {'pydantic', 'msgspec', 'yaml', 'asyncio'} & set(sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, cwd=root)
    assert done.returncode == 0, done.stderr


def test_an_unexpected_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(**_: object) -> None:
        raise ZeroDivisionError("secret words of a person")

    monkeypatch.setattr(entry, "convivio", explode)
    monkeypatch.delenv("CONVIVIO_LOG", raising=False)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 1
    shown = capsys.readouterr().err
    assert "ZeroDivisionError" in shown
    assert "secret words" not in shown
    assert len(shown.strip().splitlines()) == 1


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(entry, "convivio", explode)
    monkeypatch.setenv("CONVIVIO_LOG", "debug")
    with pytest.raises(ZeroDivisionError):
        entry.main()


def brand(folder: Path, **files: str) -> Path:
    (folder / "dialogues").mkdir(parents=True, exist_ok=True)
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "brand.yaml").write_text(
        files.get("brand", "brand: tiny\ntitle: Tiny\nlanguages: [en]\ntimezone: UTC\n")
    )
    hello = "dialogue: hello\nstarts:\n  - command: hello\nsteps:\n  - say: Hello there\n"
    (folder / "dialogues" / "hello.yaml").write_text(files.get("hello", hello))
    if "story" in files:
        (folder / "tests" / "story.yaml").write_text(files["story"])
    return folder


def test_check_lists_faults_with_places(tmp_path: Path) -> None:
    folder = brand(
        tmp_path, hello="dialogue: hello\nstarts:\n  - command: hello\nsteps:\n  - saay: Hi\n"
    )
    result = call("check", folder)
    assert result.exit_code == 1
    assert result.stdout.startswith("dialogues/hello.yaml:5:5: ")
    assert 'Did you mean "say"?' in result.stdout


def test_check_as_json(tmp_path: Path) -> None:
    folder = brand(
        tmp_path, hello="dialogue: hello\nstarts:\n  - command: hello\nsteps:\n  - saay: Hi\n"
    )
    result = call("check", folder, "--json")
    assert result.exit_code == 1
    (fault,) = json.loads(result.stdout)["faults"]
    assert fault.keys() == {"file", "line", "column", "severity", "message", "hint"}
    assert fault["file"] == "dialogues/hello.yaml"


def test_check_reads_the_stories_too(tmp_path: Path) -> None:
    folder = brand(tmp_path, story="story: a\nsteps:\n  - persn: hi\n")
    result = call("check", folder)
    assert result.exit_code == 1
    assert "tests/story.yaml:3:5: " in result.stdout


def test_check_knows_what_stories_name(tmp_path: Path) -> None:
    folder = brand(tmp_path, story="story: a\nchannel: wbe\nsteps:\n  - person: hi\n")
    result = call("check", folder)
    assert result.exit_code == 1
    assert 'tests/story.yaml:2:10: The brand has no channel "wbe".' in result.stdout


def test_warnings_are_fine_unless_strict(tmp_path: Path) -> None:
    site = "channels:\n  site: {adapter: webhook, secret: '${SITE_SECRET}'}\n"
    text = "brand: tiny\ntitle: Tiny\nlanguages: [en]\ntimezone: UTC\n" + site
    folder = brand(tmp_path, brand=text)
    result = call("check", folder)
    assert result.exit_code == 0
    assert "warning:" in result.stdout
    assert call("check", folder, "--strict").exit_code == 1


def test_a_clean_brand_says_so(tmp_path: Path) -> None:
    result = call("check", brand(tmp_path), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"faults": []}


def test_new_writes_a_brand_that_holds(tmp_path: Path) -> None:
    folder = tmp_path / "Il mio Caffè!"
    assert call("new", folder).exit_code == 0
    assert "/chat/il-mio-caff" in (folder / "README.md").read_text(encoding="utf-8")
    assert "brand: il-mio-caff\n" in (folder / "brand.yaml").read_text(encoding="utf-8")
    checked = call("check", folder, "--strict")
    assert checked.exit_code == 0, checked.output
    tested = call("test", folder)
    assert tested.exit_code == 0, tested.output


def test_new_leaves_what_is_there_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = call("new", tmp_path)
    assert result.exit_code == 2
    assert "not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_new_accepts_an_empty_folder(tmp_path: Path) -> None:
    assert call("new", tmp_path).exit_code == 0


def test_a_failing_story_is_one_and_shows_where(tmp_path: Path) -> None:
    story = "story: greets\nsteps:\n  - person: /hello\n  - bot: Goodbye\n"
    result = call("test", brand(tmp_path, story=story))
    assert result.exit_code == 1
    assert "tests/story.yaml:4:5" in result.output
    assert "Goodbye" in result.output
    assert "Hello there" in result.output


def test_test_as_json(tmp_path: Path) -> None:
    story = "story: greets\nsteps:\n  - person: /hello\n  - bot: Hello there\n"
    result = call("test", brand(tmp_path, story=story), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["passed"] == 1
    assert found["failed"] == 0
    assert found["stories"][0]["passed"] is True
    assert found["unreached"] == []


def test_no_stories_is_a_warning(tmp_path: Path) -> None:
    result = call("test", brand(tmp_path))
    assert result.exit_code == 0
    assert "tests:1:1: warning: There are no stories in tests/." in result.output
    document = json.loads(call("test", tmp_path, "--json").stdout)
    assert [fault["severity"] for fault in document["faults"]] == ["warning"]


def test_unreached_steps_are_information(tmp_path: Path) -> None:
    hello = (
        "dialogue: hello\nstarts:\n  - command: hello\nsteps:\n"
        "  - say: One\n  - ask: More?\n    as: more\n    type: yes_no\n  - say: Two\n"
    )
    story = "story: greets\nsteps:\n  - person: /hello\n  - bot: One\n"
    result = call("test", brand(tmp_path, hello=hello, story=story))
    assert result.exit_code == 0
    assert "  dialogues/hello.yaml:9:5 (say: Two)" in result.output
