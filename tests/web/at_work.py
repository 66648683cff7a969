"""A small brand in one process behind its server, over real sockets."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from served import SECRET, Sender

from bot.app import at_work
from bot.brand.media_folder import MediaFolder
from bot.channels.registry import channels_of
from bot.dialogue.publishing.publish import read_brand
from bot.engine.calls.loading import load_actions
from bot.engine.calls.world import World
from bot.engine.uploads import Uploads
from bot.web.server import Server
from bot.web.site import Site


def write_brand(
    folder: Path, dialogues: Mapping[str, str], deliver_to: str | None = None, more: str = ""
) -> None:
    """Write the folder of a brand with the channels `site` and `web`."""
    address = f", deliver_to: {json.dumps(deliver_to)}" if deliver_to else ""
    (folder / "dialogues").mkdir(exist_ok=True)
    for name, text in dialogues.items():
        (folder / "dialogues" / f"{name}.yaml").write_text(text)
    (folder / "brand.yaml").write_text(
        "brand: paint\ntitle: Paint\nlanguages: [en]\ntimezone: Europe/Rome\nchannels:\n"
        f'  site: {{adapter: webhook, secret: "${{SECRET}}"{address}}}\n'
        f"  web: {{adapter: webchat}}\n{more}"
    )


@asynccontextmanager
async def working(folder: Path) -> AsyncIterator[Sender]:
    """Run the brand; a folder that is used again goes on with the same database."""
    reading = read_brand(folder, {"SECRET": SECRET})
    assert reading.library is not None, reading.faults
    brand = reading.library.brand
    database = f"sqlite:///{folder / 'paint.db'}"
    media = MediaFolder(folder, brand.id, "https://paint.example")
    channels = channels_of(brand, files=media)
    world = World({})
    world.publish(brand, load_actions(folder, brand.id))
    async with at_work(
        [reading.library], database, channels, initiates=True, outside=world
    ) as work:
        site = Site(
            work.engine,
            {brand.id: reading.library},
            work.channels,
            lambda: datetime.now(UTC),
            emitting=work.emitting,
            media={brand.id: media},
            uploads=Uploads(work.store, lambda: datetime.now(UTC)),
        )
        server = Server(site, "127.0.0.1", 0)
        await server.start()
        async with aiohttp.ClientSession() as session:
            try:
                yield Sender(session, server)
            finally:
                await server.stop()


def message(**fields: object) -> bytes:
    return json.dumps({"from": "ada", "name": "Ada Byron", **fields}).encode()
