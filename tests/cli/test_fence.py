"""What goes into the sandbox: made-up values for every variable, a stand-in for every address."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from bot.brand.brand import Brand, Channel, Option
from bot.brand.faults import Fault
from bot.channels.registry import channels_of
from bot.cli.fencing import Fenced, StandIns, fence
from bot.cli.made_up import made_up
from bot.core.ids import ChannelName
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from sandbox.fence import is_own

TO = StandIns(
    "http://127.0.0.1:1/telegram",
    "http://127.0.0.1:1/discord/api/v10",
    "ws://127.0.0.1:1/discord/gateway",
    "http://127.0.0.1:1/sink",
)
EVERYWHERE = """\
brand: everywhere
title: "${TITLE} and friends"
languages: ["${LANGUAGE}"]
timezone: "${ZONE}"
channels:
  telegram: {adapter: telegram, token: "${BOT}", api_base: "https://bots.example", mode: webhook}
  discord: {adapter: discord, token: "${BOT}", api_base: "${API}", gateway: "wss://${HOST}"}
  site: {adapter: webhook, secret: "${SITE}", deliver_to: "${DELIVER}"}
  shop: {adapter: webhook, secret: ["whsec_${SHOP}", "${OLD}"], deliver_to: "https://x.example/${WAY}"}
  quiet: {adapter: webhook, secret: "${QUIET}"}
  web: {adapter: webchat}
events_secret: "${EVENTS}"
events_to: {url: "https://${CRM}/in", secret: "${OUT}"}
"""
CALLED = """\
brand: called
channels:
  telegram: {adapter: telegram, token: "${BOT}", mode: webhook}
  discord: {adapter: discord, token: "${BOT}", public_key: "ab"}
"""
FURTHER = """\
brand: further
channels:
  birds: {adapter: webhook, secret: "${SITE}"}
"""
HELLO = "dialogue: hello\nstarts:\n  - command: hello\nsteps:\n  - say: Hello\n"
NAMES = (
    "TITLE LANGUAGE ZONE BOT API HOST SITE DELIVER SHOP OLD WAY QUIET EVENTS CRM OUT".split()  # noqa: SIM905
)


def write(folder: Path, text: str) -> Path:
    (folder / "dialogues").mkdir()
    (folder / "dialogues" / "hello.yaml").write_text(HELLO)
    (folder / "brand.yaml").write_text(text)
    return folder


def read(folder: Path) -> tuple[Library, Mapping[str, str], tuple[Fault, ...]]:
    values = made_up(folder)
    reading = read_brand(folder, values)
    assert reading.library is not None, reading.faults
    return reading.library, values, reading.faults


@pytest.fixture
def fenced(tmp_path: Path) -> Fenced:
    library, _, faults = read(write(tmp_path, EVERYWHERE))
    assert faults == ()
    return fence(library, TO)


def test_every_variable_has_a_value_and_none_is_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in NAMES:
        monkeypatch.setenv(name, f"poisoned-{name}")
    library, values, _ = read(write(tmp_path, EVERYWHERE))
    assert sorted(values) == sorted(NAMES)
    assert "poisoned" not in repr(msgspec.to_builtins(library.brand))


def test_where_the_stand_ins_can_call_us_they_do(tmp_path: Path):
    library, _, _ = read(write(tmp_path, CALLED))
    to = replace(TO, calls_us=True, discord_key=lambda token: f"key of {token}")
    inside = fence(library, to).library.brand.channels
    assert inside[ChannelName("telegram")].options["mode"] == "webhook"
    discord = inside[ChannelName("discord")].options
    assert discord["public_key"] == f"key of {discord['token']}"
    outside = fence(library, TO).library.brand.channels
    assert "mode" not in outside[ChannelName("telegram")].options
    assert "public_key" not in outside[ChannelName("discord")].options


def test_no_channel_is_left_off(fenced: Fenced):
    assert [one.left_off for one in channels_of(fenced.library.brand)] == [None] * 6


def test_values_are_new_each_time(tmp_path: Path):
    folder = write(tmp_path, EVERYWHERE)
    assert made_up(folder)["SITE"] != made_up(folder)["SITE"]


ADDRESSES = {
    "telegram": {"api_base": TO.telegram_api},
    "discord": {"api_base": TO.discord_api, "gateway": TO.discord_gateway},
    "site": {"deliver_to": f"{TO.sink}/everywhere/site"},
    "shop": {"deliver_to": f"{TO.sink}/everywhere/shop"},
    "quiet": {},
    "web": {},
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_is_a_stand_in_s(name: str, fenced: Fenced):
    options = fenced.library.brand.channels[ChannelName(name)].options
    told = {key: value for key, value in options.items() if "://" in str(value)}
    assert told == ADDRESSES[name]
    assert set(options) - set(told) <= {"token", "secret"}


def test_outgoing_events_end_in_the_sink(fenced: Fenced):
    events_to = fenced.library.brand.events_to
    assert events_to is not None
    assert events_to["url"] == f"{TO.sink}/everywhere/events"


def test_feeds_are_not_looked_at(tmp_path: Path):
    line = "url: https://site.example/feed, topic: news, dialogue: hello"
    topic = "topics: {news: {title: News, wording: News?}}\n"
    text = f"brand: fed\ntitle: Fed\n{topic}feeds:\n  blog: {{{line}}}\n"
    library, _, _ = read(write(tmp_path, text))
    assert library.brand.feeds["blog"].url == "https://site.example/feed"
    assert fence(library, TO).library.brand.feeds["blog"].url == ""


def test_two_bots_of_one_variable_are_two(tmp_path: Path):
    twins = (
        "brand: twins\ntitle: Twins\nchannels:\n"
        '  one: {adapter: telegram, token: "${BOT}"}\n  two: {adapter: telegram, token: "${BOT}"}\n'
    )
    library, _, _ = read(write(tmp_path, twins))
    channels = fence(library, TO).library.brand.channels.values()
    assert len({str(one.options["token"]) for one in channels}) == 2


def test_a_platform_without_a_stand_in_stays_outside(tmp_path: Path):
    library, _, _ = read(write(tmp_path, EVERYWHERE))
    pigeon = Channel(ChannelName("pigeon"), "pigeon", {"loft": "https://pigeons.example"})
    brand = msgspec.structs.replace(
        library.brand, channels={**library.brand.channels, pigeon.name: pigeon}
    )
    fenced = fence(msgspec.structs.replace(library, brand=brand), TO)
    assert fenced.outside == (pigeon,)
    assert pigeon.name not in fenced.library.brand.channels


@pytest.mark.parametrize("text", ["", "brand: [", "just words", "\ufeff"])
def test_a_file_that_cannot_be_read_needs_no_values(text: str, tmp_path: Path):
    assert made_up(write(tmp_path, text)) == {}


def test_a_folder_without_the_file_needs_no_values(tmp_path: Path):
    assert made_up(tmp_path) == {}


REQUESTS = {
    ("127.0.0.1:8081", None): True,
    ("localhost:8081", None): True,
    ("127.0.0.1:8081", "http://127.0.0.1:8081"): True,
    ("127.0.0.1:8081", "http://127.0.0.1:8080"): False,
    ("127.0.0.1:8081", "https://elsewhere.example"): False,
    ("127.0.0.1:8081", "null"): False,
    ("rebound.example:8081", None): False,
    ("rebound.example:8081", "http://rebound.example:8081"): False,
    ("127.0.0.1.rebound.example:8081", None): False,
    ("", None): False,
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_only_our_own_page_and_programs_are_served(request_: tuple[str, str | None]):
    assert is_own(*request_) is REQUESTS[request_]


def test_a_channel_of_a_further_platform_gets_the_options_of_its_stand_in(tmp_path: Path):
    library, _, _ = read(write(tmp_path, FURTHER))
    channel = Channel(ChannelName("birds"), "pigeon", {"key": "real", "base": "https://real"})
    brand = replace(library.brand, channels={channel.name: channel})
    asked: list[tuple[str, str]] = []

    def settle(brand: Brand, channel: Channel) -> dict[str, Option]:
        asked.append((brand.id, channel.name))
        return {"key": "made-up", "base": f"{TO.sink}/birds"}

    inside = fence(replace(library, brand=brand), replace(TO, settle=settle))
    assert inside.library.brand.channels["birds"].options == {
        "key": "made-up",
        "base": f"{TO.sink}/birds",
    }
    assert asked == [("further", "birds")]
    assert fence(replace(library, brand=brand), TO).outside == (channel,)
