"""A log call becomes words and fields, by whomever it is made."""

import asyncio
import gc
import json
import logging
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from writing import HIDDEN, SECRETS, written

from bot.logs.context import about
from bot.logs.masking import MASK, Mask, secrets_in
from bot.logs.telling import told
from bot.settings import LogForm, SettingsError, read_settings
from tests.product import run_python

OURS = logging.getLogger("bot.engine.somewhere")
ADAPTERS = logging.getLogger("adapters.telegram.somewhere")
LIBRARY = logging.getLogger("aiohttp.server")


def test_a_line_of_ours_has_words_and_fields_of_their_own_types():
    with written() as log:
        OURS.warning(
            "a call failed brand=%s seconds=%.1f pause=%.0f tries=%d reason=%r",
            "fair",
            2.54,
            22.6,
            3,
            "it's off",
        )
    (line,) = log.events
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "bot.engine.somewhere",
        "event": "a call failed",
        "brand": "fair",
        "seconds": 2.5,
        "pause": 23,
        "tries": 3,
        "reason": "it's off",
    }


def test_people_read_the_same_on_a_line():
    with written("console") as log:
        OURS.info("a feed has news brand=%s posts=%d", "fair", 3)
    assert log.text.rstrip().endswith(
        "[info     ] a feed has news [bot.engine.somewhere] brand=fair posts=3"
    )


def test_what_is_no_terminal_gets_json():
    with written(None) as log:
        OURS.info("a feed has news posts=%d", 3)
    assert log.events[0]["posts"] == 3


def test_a_value_that_has_no_name_is_left_out():
    with written() as log:
        OURS.info("ada said %s today", "swordfish")
    assert log.events[0]["event"] == "ada said … today"
    assert "swordfish" not in log.text


def test_a_library_is_heard_without_what_it_quotes():
    with written() as log:
        LIBRARY.error("Error handling request from %s\nGET /swordfish", "198.51.100.7")
        LIBRARY.info("its chatter does not pass")
    (line,) = log.events
    assert line["event"] == "Error handling request from …"


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_value_begins_a_line_or_moves_the_cursor(form: LogForm):
    with written(form) as log:
        OURS.info("a turn failed reason=%s", "first\nERROR second\x1b[2J")
        LIBRARY.error("\x1b[2Jgone")
    assert log.text.count("\n") == 2
    assert "\x1b" not in log.text
    assert "ERROR second" in log.text


def test_an_exception_is_its_type_and_place():
    with written() as log:
        try:
            raise ValueError("swordfish")  # noqa: TRY301 - what a dialogue may do
        except ValueError as error:
            OURS.exception("a part failed")
            OURS.error("a part failed", exc_info=error)
    assert [one["event"] for one in log.events] == ["a part failed"] * 2
    assert "ValueError@test_an_exception_is_its_type_and_place" in str(log.events[0]["error"])
    assert "swordfish" not in log.text


async def test_a_task_that_nobody_awaits_quotes_nothing():
    async def fail() -> None:
        raise ValueError("swordfish")

    with written() as log:
        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        del task
        gc.collect()
    assert log.events[0]["event"] == "Task exception was never retrieved"
    assert "swordfish" not in log.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_fails_is_told_of_in_a_line():
    with written() as log:
        thread = threading.Thread(target=lambda: int("swordfish"))
        thread.start()
        thread.join()
    assert log.events[0]["event"] == "a thread failed"
    assert str(log.events[0]["error"]).startswith("ValueError@")
    assert "swordfish" not in log.text


def test_a_line_that_cannot_be_written_leaves_no_traceback(capsys: pytest.CaptureFixture[str]):
    class Unspeakable:
        def __str__(self) -> str:
            raise RuntimeError("swordfish")

    with written() as log:
        OURS.info("a thing happened what=%s", Unspeakable())
        OURS.info("a turn failed brand=%s", "fair")
    assert [one["event"] for one in log.events] == ["a turn failed"]
    assert capsys.readouterr().err == ""


async def test_what_an_adapter_does_is_told_with_its_channel():
    async def poll() -> None:
        ADAPTERS.warning("a poll failed error=%s", "TimedOut")
        OURS.warning("turns wait for the store reason=%r", "locked")

    with written() as log:
        with about(brand="fair", channel="telegram"):
            task = asyncio.create_task(poll())
        await task
    polled, waits = log.events
    assert (polled["brand"], polled["channel"]) == ("fair", "telegram")
    assert "channel" not in waits  # whose turns they are it says by itself, if at all


def test_no_known_secret_and_nothing_that_looks_like_one_passes():
    with written() as log:
        for secret in SECRETS.values():
            OURS.error("a call failed reason=%r", f"cannot reach {secret}")
            logging.getLogger(f"bot.{secret}").error("a turn failed")
            LIBRARY.error(f"https://api.telegram.org/bot{secret}/getMe")
    assert log.given_away(HIDDEN) == []
    assert MASK in log.text


@pytest.mark.parametrize(
    "shown",
    [
        "https://api.telegram.org/bot5551234567:AAFfffffffffffffffffffffffffffffff/getUpdates",
        "Authorization: Bearer AAFffff.fffffffffffffff",
        "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.AAFfffffffffffffffffffffffff",
        "whsec_AAFffffffffffffffffffff=",
        "https://ada:AAFffff@crm.example.org/",
        "GET /hook?token=AAFffff&x=1",
    ],
)
def test_what_looks_like_a_secret_is_masked(shown: str):
    assert "AAFffff" not in Mask()(shown)


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters=":@=_.")))
def test_plain_words_are_left_as_they_are(text: str):
    assert Mask()(text) == text


def test_which_variables_hold_secrets():
    assert secrets_in({**SECRETS, "HOME": "a-long-way-home", "X_TOKEN": "short"}) == {
        *list(SECRETS.values())[:3],
        "hush-hush-99",
    }
    assert {"first-key", "second-key"} <= secrets_in({"CONVIVIO_KEY": "first-key, second-key"})


@given(st.lists(st.one_of(st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False))))
def test_plain_values_stay_what_they_are(values: list[object]):
    names = [f"v{'_' * place}" for place in range(len(values))]
    template = " ".join(["it went so", *(f"{name}=%s" for name in names)])
    assert told(template, values) == ("it went so", dict(zip(names, values, strict=True)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("debug", ("debug", None)),
        ("JSON", ("info", "json")),
        ("info,json", ("info", "json")),
        ("console, warning", ("warning", "console")),
    ],
)
def test_the_setting_names_a_level_and_a_form(text: str, meant: tuple[str, str | None]):
    settings = read_settings({"CONVIVIO_LOG": text})
    assert (settings.log, settings.log_form) == meant


@pytest.mark.parametrize("text", ["loud", "info,debug", "json,console", "info,xml"])
def test_a_setting_that_means_nothing_is_refused_in_words(text: str):
    with pytest.raises(SettingsError, match="write one of debug, info, warning, error"):
        read_settings({"CONVIVIO_LOG": text})


def test_the_pipeline_is_loaded_with_the_first_line():
    program = (
        "import logging, os, sys\n"
        "from bot.logs.pipeline import configure\n"
        "configure('info', 'json', os.environ)\n"
        "print('structlog' in sys.modules)\n"
        "logging.getLogger('bot.x').info('a turn failed')\n"
        "print('structlog' in sys.modules)\n"
    )
    run = run_python(program)
    assert run.stdout.split() == ["False", "True"]
    assert json.loads(run.stderr)["event"] == "a turn failed"
