"""The guard of conftest: loopback passes, everything else is refused and remembered."""

import asyncio
import importlib.util
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import httpx
import pytest

from tests.brand_folder import write_files
from tests.eventually import eventually
from tests.guard.loopback import REPORT
from tests.product import ROOT, Product, environment, run_python, running
from tests.signing import new_secret, signed_headers

OUTSIDE = ["192.0.2.1", "10.0.0.1", "169.254.169.254", "2001:db8::1", "::ffff:192.0.2.1"]


@pytest.mark.parametrize("host", OUTSIDE)
def test_an_outside_address_is_refused_and_remembered(host: str, outside_reached: list[str]):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe, pytest.raises(OSError, match="stay on this machine"):
        probe.connect((host, 9))
    assert outside_reached.pop() == host


def test_not_even_a_datagram_leaves(outside_reached: list[str]):
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        with pytest.raises(OSError, match="stay on this machine"):
            probe.sendto(b"?", ("192.0.2.1", 53))
        with pytest.raises(OSError, match="stay on this machine"):
            probe.sendmsg([b"?"], [], 0, ("192.0.2.1", 53))
    assert outside_reached == ["192.0.2.1"] * 2
    outside_reached.clear()


@pytest.mark.parametrize("name", ["example.org", "telegram.org"])
async def test_an_outside_name_is_not_even_looked_up(name: str, outside_reached: list[str]):
    with pytest.raises(OSError, match="stay on this machine"):
        await asyncio.open_connection(name, 443)
    assert outside_reached == [name]
    outside_reached.clear()


async def ask_by_aiohttp(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(url):
        pass


async def ask_by_httpx(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(url)


async def ask_by_urllib(url: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    await asyncio.to_thread(opener.open, url)


@pytest.mark.parametrize("url", ["http://192.0.2.1/", "https://example.org/"])
@pytest.mark.parametrize("ask", [ask_by_aiohttp, ask_by_httpx, ask_by_urllib])
async def test_no_client_gets_through(
    ask: Callable[[str], Awaitable[None]], url: str, outside_reached: list[str]
):
    with pytest.raises((aiohttp.ClientError, httpx.HTTPError, OSError)):
        await ask(url)
    assert set(outside_reached) == {urlsplit(url).hostname}
    outside_reached.clear()


@pytest.mark.parametrize("module", ["aiodns", "pycares", "uvloop"])
def test_nothing_is_installed_that_asks_below_python(module: str):
    """These open sockets or look names up by themselves, where no audit hook sees it."""
    assert importlib.util.find_spec(module) is None


def forget(report: Path) -> None:
    """Let what was reached on purpose be."""
    report.write_text("")


REACHING_BRAND = """\
brand: fair
title: Fair
languages: [en]
timezone: UTC
channels:
  site: {adapter: webhook, secret: "${SECRET}", deliver_to: "http://192.0.2.7/replies"}
"""


async def test_the_product_is_guarded_too(tmp_path: Path):
    secret = new_secret("guard")
    brand = write_files(tmp_path / "brand", {"brand.yaml": REACHING_BRAND})
    product = Product(brand, tmp_path, SECRET=secret)
    body = b'{"from": "ada", "text": "hello"}'
    report = Path(os.environ[REPORT])
    url, headers = f"{product.url}/channels/fair/site/messages", signed_headers(secret, "1", body)
    with running(product):
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            assert answer.status == 202
        await eventually(lambda: "192.0.2.7" in report.read_text())
    forget(report)


async def test_loopback_is_open():
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        assert await reader.read() == b""
        writer.close()


REACHING = """
import socket
try:
    socket.create_connection(("192.0.2.1", 9), timeout=1)
except OSError as error:
    print(error)
"""


def test_a_process_of_a_test_is_guarded_and_reports():
    run = run_python(REACHING)
    assert run.stdout == "tests stay on this machine: 192.0.2.1\n"
    report = Path(os.environ[REPORT])
    assert report.read_text() == "192.0.2.1\n"
    report.write_text("")


SWALLOWING = """
import contextlib, socket, subprocess, sys
from tests.product import environment

def test_reaches_by_itself():
    with contextlib.suppress(OSError):
        socket.create_connection(("192.0.2.1", 9), timeout=1)

def test_reaches_by_a_process():
    code = "import socket; socket.create_connection(('192.0.2.2', 9), timeout=1)"
    subprocess.run([sys.executable, "-c", code], env=environment(), check=False)

def test_stays_here():
    pass
"""


def test_a_test_that_reaches_outside_fails(tmp_path: Path):
    test = tmp_path / "test_reaching.py"
    test.write_text(SWALLOWING)
    arguments = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, str(test)],
        env={**environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stdout
    assert "this test reached outside the machine: 192.0.2.1" in run.stdout
    assert "this test reached outside the machine: 192.0.2.2" in run.stdout
    assert "3 passed, 2 errors" in run.stdout
