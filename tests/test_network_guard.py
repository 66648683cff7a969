"""The guard of conftest: loopback passes, everything else is refused and remembered."""

import asyncio
import socket

import pytest

OUTSIDE = ["192.0.2.1", "10.0.0.1", "169.254.169.254", "2001:db8::1", "::ffff:192.0.2.1"]


@pytest.mark.parametrize("host", OUTSIDE)
def test_an_outside_address_is_refused_and_remembered(host: str, outside_reached: list[str]):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe, pytest.raises(OSError, match="stay on this machine"):
        probe.connect((host, 9))
    assert host in outside_reached.pop()


@pytest.mark.parametrize("name", ["example.org", "telegram.org"])
async def test_an_outside_name_is_not_even_looked_up(name: str, outside_reached: list[str]):
    with pytest.raises(OSError, match="stay on this machine"):
        await asyncio.open_connection(name, 443)
    assert outside_reached == [name]
    outside_reached.clear()


async def test_loopback_is_open():
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        assert await reader.read() == b""
        writer.close()
