"""What a Telegram channel says of its settings, and the menu that it shows."""

import subprocess
import sys

import pytest

from adapters.telegram import Telegram
from adapters.telegram.menu import menus_of
from adapters.telegram.options import root_of
from bot.brand.brand import Option
from bot.channels.contract import ChannelSettings
from bot.core.commands import Command
from bot.core.ids import BrandId, ChannelName

TOKEN = "4001:AAbb_cc-dd"


def faults(**options: Option) -> list[str]:
    settings = ChannelSettings(BrandId("b"), ChannelName("tg"), "telegram", options)
    return list(Telegram().faults(settings))


GOOD: dict[str, dict[str, Option]] = {
    "token alone": {"token": TOKEN},
    "polling": {"token": TOKEN, "mode": "polling"},
    "another server": {"token": TOKEN, "api_base": "http://127.0.0.1:8081"},
    "a token of another server's": {"token": "test-token", "api_base": "http://127.0.0.1:8081"},
    "with a path": {"token": TOKEN, "api_base": "https://e.org/telegram/"},
}


@pytest.mark.parametrize("name", GOOD)
def test_good_settings(name: str):
    assert faults(**GOOD[name]) == []


BAD: dict[str, tuple[dict[str, Option], str]] = {
    "no token": ({}, "@BotFather"),
    "token in full-width digits": ({"token": "\uff11:a"}, "@BotFather"),
    "token with a slash": ({"token": "1:a/b"}, "@BotFather"),
    "token with a line": ({"token": TOKEN + "\n"}, "@BotFather"),
    "token without a number": ({"token": "test-token"}, "@BotFather"),
    "token of an address": ({"token": "a/b", "api_base": "http://h"}, "@BotFather"),
    "token of a number": ({"token": 4001}, "@BotFather"),
    "address without a scheme": ({"token": TOKEN, "api_base": "e.org"}, "api_base"),
    "address with a query": ({"token": TOKEN, "api_base": "http://e.org/?a"}, "api_base"),
    "webhook": ({"token": TOKEN, "mode": "webhook"}, "CONVIVIO_PUBLIC_URL"),
    "unknown mode": ({"token": TOKEN, "mode": "push"}, "polling"),
    "unknown option": ({"token": TOKEN, "colour": "red"}, "colour"),
}


@pytest.mark.parametrize("name", BAD)
def test_broken_settings(name: str):
    options, words = BAD[name]
    (fault,) = faults(**options)
    assert words in fault
    assert TOKEN not in fault


@pytest.mark.parametrize(
    ("api_base", "root"),
    [
        ("https://e.org", "https://e.org"),
        ("https://e.org/", "https://e.org"),
        ("https://e.org/bot", "https://e.org"),
        ("https://e.org/bot/", "https://e.org"),
        ("http://127.0.0.1:9/telegram", "http://127.0.0.1:9/telegram"),
        ("http://e.org/{token}", "http://e.org/{token}"),
    ],
)
def test_the_address_may_be_written_in_several_ways(api_base: str, root: str):
    assert root_of({"api_base": api_base}) == root


def test_the_usual_address_is_telegrams():
    assert root_of({}) == "https://api.telegram.org"


def test_a_menu_for_everybody_and_one_for_each_language():
    commands = (
        Command("survey", {"en": "Two questions", "it": "Due domande"}),
        Command("help", {"en": "x" * 300}),
    )
    everybody = (("survey", "Two questions"), ("help", "x" * 256))
    assert menus_of(commands) == {
        None: everybody,
        "en": everybody,
        "it": (("survey", "Due domande"), ("help", "x" * 256)),
    }


def test_a_menu_keeps_to_telegrams_limits():
    commands = tuple(Command(f"c{number}", {"pt-BR": "", "nds": ""}) for number in range(120))
    menus = menus_of(commands)
    assert menus.keys() == {None, "pt"}
    assert len(menus[None]) == 100
    assert menus[None][0] == ("c0", "c0")


def test_a_brand_without_commands_leaves_the_menu_alone():
    assert menus_of(()) == {}


def test_the_sdk_is_imported_only_when_a_channel_opens():
    program = (
        "import sys, adapters.telegram as a; from bot.channels.contract import ChannelSettings;"
        "t = a.Telegram(); t.capabilities; t.faults(ChannelSettings('b', 'c', 'telegram', {}));"
        "print(sorted({'telegram', 'aiohttp', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
