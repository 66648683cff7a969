"""`python -m sandbox`: the stand-ins alone, for programs in other processes."""

import argparse
import asyncio
import signal
import sys

import msgspec

from sandbox.serving import serving


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line of the output tells all addresses as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="Stand-ins for Telegram, Discord and WhatsApp, on this machine only.",
    )
    parser.add_argument("--port", type=int, default=0, help="where to listen; 0 for any free port")
    asyncio.run(_serve(parser.parse_args().port))


async def _serve(port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(port) as sandbox:
        sys.stdout.write(msgspec.json.encode(sandbox.addresses).decode() + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    main()
