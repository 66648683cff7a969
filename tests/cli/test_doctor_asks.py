"""The doctor asks who is on this machine, by the platforms' own clients, for tokens and clocks."""

import http.server
import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from bot.cli.reaching import host_of, is_here
from tests.cli.doctor import about_it, ask_doctor, fair
from tests.platforms.process import Addresses, standing_in

TELEGRAM, DISCORD = "1:AAtelegramtoken", "discord-token-of-ours"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def addresses() -> Iterator[Addresses]:
    with standing_in() as made:
        yield made


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONVIVIO_DATABASE", "CONVIVIO_PUBLIC_URL", "CONVIVIO_PORT", "CONVIVIO_LOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TELEGRAM_TOKEN", TELEGRAM)
    monkeypatch.setenv("DISCORD_TOKEN", DISCORD)
    monkeypatch.setenv("SITE_SECRET", SECRET)


def brand(folder: Path, channels: str) -> Path:
    return fair(folder, f"channels:\n{channels}")


def doctor(folder: Path, *options: str) -> Result:
    result = ask_doctor(folder, *options)
    for secret in (TELEGRAM, DISCORD, SECRET):
        assert secret not in result.output
    return result


def found(folder: Path, about: str) -> list[tuple[str, str]]:
    return about_it(doctor(folder, "--json"), about)


def order(base: str, path: str, **body: Any) -> None:
    request = urllib.request.Request(
        f"{base}/control/{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    urllib.request.urlopen(request).close()


def discord_base(addresses: Addresses) -> str:
    return addresses.discord_api.removesuffix("/api/v10")


def test_a_telegram_token_is_that_of_its_bot(tmp_path: Path, addresses: Addresses):
    order(addresses.telegram_api, "bots", token=TELEGRAM, username="fair_bot", name="Fair")
    option = f"api_base: '{addresses.telegram_api}'"
    folder = brand(
        tmp_path, f"  telegram: {{adapter: telegram, token: '${{TELEGRAM_TOKEN}}', {option}}}\n"
    )
    told = found(folder, "channel telegram")
    assert ("fine", "the token is that of @fair_bot") in told
    assert doctor(folder).exit_code == 0
    assert found(folder, "clock")[0][0] == "fine"


def test_a_telegram_token_that_is_refused_is_broken(
    tmp_path: Path, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TELEGRAM_TOKEN", "2:AAnobodysbot")
    option = f"api_base: '{addresses.telegram_api}'"
    folder = brand(
        tmp_path, f"  telegram: {{adapter: telegram, token: '${{TELEGRAM_TOKEN}}', {option}}}\n"
    )
    result = doctor(folder)
    assert result.exit_code == 1
    assert (
        "!!  channel telegram: the token is refused: copy it from @BotFather again" in result.output
    )
    assert "AAnobodysbot" not in result.output


def discord_brand(folder: Path, addresses: Addresses) -> Path:
    options = f"api_base: '{addresses.discord_api}', gateway: '{addresses.discord_gateway}'"
    return brand(
        folder, f"  discord: {{adapter: discord, token: '${{DISCORD_TOKEN}}', {options}}}\n"
    )


def test_a_discord_bot_is_told_with_what_it_may_read(tmp_path: Path, addresses: Addresses):
    order(discord_base(addresses), "bots", token=DISCORD, username="fair")
    folder = discord_brand(tmp_path, addresses)
    told = found(folder, "channel discord")
    assert ("fine", "the token is that of fair") in told
    assert ("fine", "it may read what people write (Message Content Intent)") in told


def test_a_discord_bot_without_the_intent_is_told_what_to_click(
    tmp_path: Path, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
):
    token = "another-token-of-ours"
    monkeypatch.setenv("DISCORD_TOKEN", token)
    order(discord_base(addresses), "bots", token=token, username="deaf", message_content=False)
    folder = discord_brand(tmp_path, addresses)
    ((state, words),) = [one for one in found(folder, "channel discord") if "Intent" in one[1]]
    assert state == "trouble"
    assert "switch it on in the Developer Portal" in words
    assert doctor(folder).exit_code == 0


def test_a_discord_token_that_is_refused_is_broken(
    tmp_path: Path, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DISCORD_TOKEN", "nobodys-token")
    folder = discord_brand(tmp_path, addresses)
    result = doctor(folder)
    assert result.exit_code == 1
    assert "Discord refuses the token" in result.output


def test_nobody_elsewhere_is_asked_unless_it_is_wanted(tmp_path: Path):
    folder = brand(
        tmp_path,
        "  telegram: {adapter: telegram, token: '${TELEGRAM_TOKEN}'}\n"
        "  site: {adapter: webhook, secret: '${SITE_SECRET}', deliver_to: 'https://x.example/secret'}\n",
    )
    (told,) = found(folder, "others")
    assert told == (
        "left off",
        "api.telegram.org, x.example not asked: nothing leaves this machine without --online",
    )


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers HEAD and GET with the status that its path ends with, by a clock of its own."""

    clock: str | None = None

    def do_HEAD(self) -> None:
        self.send_response(int(self.path.rpartition("/")[2]))
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the server's own names

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.clock or super().date_time_string(timestamp)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def receiver(clock: str | None = None) -> Iterator[str]:
    handler = type("Handler", (Receiver,), {"clock": clock})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def site(folder: Path, deliver_to: str) -> Path:
    options = f"adapter: webhook, secret: '${{SITE_SECRET}}', deliver_to: '{deliver_to}'"
    return brand(folder, f"  site: {{{options}}}\n")


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (
            200,
            "fine",
            "answers HEAD with HTTP 200: whether it takes messages, only a message shows",
        ),
        (
            405,
            "fine",
            "answers HEAD with HTTP 405: whether it takes messages, only a message shows",
        ),
        (503, "trouble", "answers HEAD with HTTP 503: it fails, look at that system"),
    ],
)
def test_who_is_to_be_told_is_there(tmp_path: Path, status: int, state: str, words: str):
    with receiver() as base:
        told = found(site(tmp_path, f"{base}/hidden-path/{status}"), "channel site")
    host = base.removeprefix("http://")
    assert told[-1] == (state, f"{host} {words}")
    assert "hidden-path" not in str(told)


def test_who_is_to_be_told_is_not_there(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = site(tmp_path, f"http://127.0.0.1:{port}/hook")
    assert doctor(folder).exit_code == 0
    assert found(folder, "channel site")[-1] == (
        "trouble",
        f"127.0.0.1:{port} cannot be reached: connection refused",
    )


def test_a_clock_that_is_wrong_is_told_of(tmp_path: Path):
    with receiver("Tue, 01 Jan 2030 00:00:00 GMT") as base:
        ((state, words),) = found(site(tmp_path, f"{base}/200"), "clock")
    assert state == "trouble"
    assert words.startswith(f"that of {base.removeprefix('http://')} is ")
    assert words.endswith(" s ahead of this machine's: let it keep time by NTP")


@pytest.mark.parametrize(("path", "state"), [("", "trouble"), ("/200", "fine")])
def test_our_own_address_is_tried(
    tmp_path: Path, path: str, state: str, monkeypatch: pytest.MonkeyPatch
):
    class Proxy(Receiver):
        def do_GET(self) -> None:
            self.send_response(200 if path and self.path == "/200/health/live" else 404)
            self.end_headers()

    monkeypatch.setattr(Receiver, "do_GET", Proxy.do_GET)
    with receiver() as base:
        monkeypatch.setenv("CONVIVIO_PUBLIC_URL", base + path)
        ((told, words),) = found(brand(tmp_path, "  web: {adapter: webchat}\n"), "public address")
    assert told == state
    assert path or "CONVIVIO_PUBLIC_URL" in words


def test_which_addresses_are_on_this_machine():
    assert is_here("http://localhost:8080/x")
    assert is_here("http://127.0.0.2")
    assert is_here("https://[::1]:5/")
    assert not is_here("https://localhost.example.org")
    assert not is_here("https://10.0.0.1")
    assert host_of("https://user:hush@example.org:5/secret?token=1") == "example.org:5"
