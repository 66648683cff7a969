"""Pages of a web chat that show whatever comes, in a process of their own.

    python -m bench.canned_pages URL COUNT

Opens so many connections, each of a new visitor, and prints a line once all have caught up. When
its input ends it prints how many lines of a conversation were shown.
"""

import asyncio
import json
import sys

import aiohttp


def session_of(number: int) -> str:
    """Return what a visitor's page is known by."""
    return f"session-of-a-visitor-{number}"


async def show(socket: aiohttp.ClientWebSocketResponse, shown: list[int]) -> None:
    """Count lines until the connection ends."""
    async for frame in socket:
        shown[0] += '"type":"line"' in frame.data


async def opened(
    session: aiohttp.ClientSession, url: str, number: int
) -> aiohttp.ClientWebSocketResponse:
    """Open the page of a visitor, until it has caught up."""
    socket = await session.ws_connect(url, compress=0)
    await socket.send_str(json.dumps({"type": "hello", "session": session_of(number)}))
    frame = await socket.receive_json()
    if frame["type"] != "ready":
        raise SystemExit(f"the page is not ready: {frame}")
    return socket


async def main(url: str, count: int) -> None:
    """Show what comes until the input ends."""
    shown = [0]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        sockets = [await opened(session, url, number) for number in range(count)]
        showing = [asyncio.create_task(show(socket, shown)) for socket in sockets]
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for task in showing:
            task.cancel()
    print(shown[0], flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
