"""`convivio run`: brands talk with people until the process is told to stop."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.folder import FOLDER
from bot.cli.reading import library_of
from bot.cli.refusal import Refusal
from bot.cli.surroundings import settings_here
from bot.dialogue.library import Library
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import Channels


@click.command("run")
@click.argument("folders", metavar="DIR...", type=FOLDER, nargs=-1, required=True)
def command(folders: tuple[Path, ...]) -> None:
    """Run the brands in DIR..., with every role in one process.

    Where it listens and where it keeps its data is said by CONVIVIO_HOST, CONVIVIO_PORT and
    CONVIVIO_DATABASE. SIGTERM or Ctrl-C ends it in good order.
    """
    from bot import logs  # noqa: PLC0415

    settings = settings_here()
    logs.configure(settings.log)
    libraries = [library_of(folder) for folder in folders]
    names = [library.brand.id for library in libraries]
    if len(set(names)) < len(names):
        raise Refusal("Two of these folders hold a brand of the same name: run one of them.")
    _serve(libraries, folders[0], settings)


def _serve(libraries: Sequence[Library], first: Path, settings: Settings) -> None:
    import asyncio  # noqa: PLC0415

    from bot.app import serve  # noqa: PLC0415
    from bot.store.database import store_url  # noqa: PLC0415
    from bot.store.errors import StoreSettingFault, StoreUnavailable  # noqa: PLC0415

    database = store_url(settings.database, first)
    try:
        asyncio.run(serve(libraries, database, settings, _announce))
    except StoreSettingFault as error:
        raise Refusal(f"CONVIVIO_DATABASE: {error}.") from None
    except StoreUnavailable as error:
        raise Refusal(f"The database cannot be opened: {error}.") from None
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        address = f"{settings.host}:{settings.port}"
        raise Refusal(f"Cannot listen on {address} ({reason}): set CONVIVIO_PORT.") from None


def _announce(channels: "Channels", address: str) -> None:
    for (brand, name), channel in channels.items():
        settings = channel.settings
        if settings.left_off is not None:
            click.echo(f"warning: {brand}: {name} is left off: {settings.left_off}", err=True)
        elif settings.adapter == "webchat":
            click.echo(f"Talk with {brand} at {address}/chat/{brand}")
    click.echo(f"Ready at {address}")
