"""Runs brands behind an HTTP server, and says so to the operator."""

import asyncio
import errno
import os
import socket
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import click

from bot.app import Channels, Working, serve
from bot.brand.brand import Brand
from bot.cli.collecting import collecting
from bot.cli.following import Tailor, followed
from bot.cli.keys_here import vault_of
from bot.cli.outside import world_of
from bot.cli.refusal import Refusal
from bot.cli.source import Source, source_of
from bot.cli.surroundings import settings_here
from bot.core.ids import BrandId
from bot.logs.pipeline import configure
from bot.settings import Settings
from bot.store.alone import alone_with
from bot.store.database import store_url
from bot.store.errors import DatabaseInUse, EncryptionFault, StoreSettingFault, StoreUnavailable

TURNS_OF_THREADS = 0.001
"""Seconds after which a busy thread lets another one run: with Python's own five milliseconds the
event loop waits that long for the writer at every socket, and sends a tenth less a second."""


def run_brands(folders: Sequence[Path], *, watching: bool) -> None:
    """Run the brands in these folders until SIGTERM or SIGINT.

    Args:
        folders: the brands'.
        watching: whether changed files are published without being told to.

    Raises:
        Refusal: something stands in the way, in words.
    """
    settings = settings_here()
    configure(settings.log, settings.log_form, os.environ)
    sources = apart([source_of(folder, os.environ) for folder in folders])
    libraries = [source.library for source in sources]
    world, database = world_of(libraries), store_url(settings.database, folders[0])
    vault = vault_of(libraries)

    def beside(working: Working) -> AbstractAsyncContextManager[Mapping[BrandId, int]]:
        return followed(working, sources, Tailor(), world, watching=watching)

    run(
        database,
        settings,
        lambda: serve(libraries, database, settings, announce, beside, world, vault),
    )


def apart(sources: list[Source]) -> list[Source]:
    """Return the brands as they are.

    Raises:
        Refusal: two have the same name, or one account of a platform.
    """
    names = [source.library.brand.id for source in sources]
    if len(set(names)) < len(names):
        raise Refusal("Two of these folders hold a brand of the same name: run one of them.")
    _refuse_one_account([source.library.brand for source in sources])
    return sources


def _refuse_one_account(brands: Iterable[Brand]) -> None:
    """Refuse two channels of one token: each would take what people write to the other."""
    whose: dict[tuple[str, str], str] = {}
    for brand in brands:
        for channel in brand.channels.values():
            own = f"{channel.name} of {brand.id}"
            if (token := channel.options.get("token")) is None:
                continue
            known = whose.setdefault((channel.adapter, str(token)), own)
            if known != own:
                raise Refusal(
                    f"The channels {known} and {own} have the same token, and would take what "
                    "people write to the other: give each a bot of its own."
                )


def run(
    database: str, settings: Settings, serving: Callable[[], Coroutine[None, None, None]]
) -> None:
    """Run what serves to its end, alone with its database.

    Args:
        database: an SQLAlchemy URL.
        settings: where it listens.
        serving: begins to serve, and ends when the process is told to.

    Raises:
        Refusal: the database or the address cannot be had, in words.
    """
    sys.setswitchinterval(TURNS_OF_THREADS)
    try:
        with alone_with(database):
            asyncio.run(_serve(serving))
    except DatabaseInUse as error:
        raise Refusal(f"{error} is in use by another process of Convivio: stop that one.") from None
    except EncryptionFault as error:
        raise Refusal(f"{error}.") from None
    except StoreSettingFault as error:
        raise Refusal(f"CONVIVIO_DATABASE: {error}.") from None
    except StoreUnavailable as error:
        raise Refusal(f"The database cannot be opened: {error}.") from None
    except OSError as error:
        raise Refusal(_why_deaf(error, settings)) from None


async def _serve(serving: Callable[[], Coroutine[None, None, None]]) -> None:
    async with collecting():
        await serving()


def _why_deaf(error: OSError, settings: Settings) -> str:
    """Say why nothing can be heard at the address, and which setting is to be changed."""
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"Cannot listen on {settings.host}: no address of this machine. Set CONVIVIO_HOST."
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    address = f"{settings.host}:{settings.port}"
    return f"Cannot listen on {address} ({reason}): set CONVIVIO_PORT."


def announce(channels: Channels, address: str) -> None:
    """Say which channels are left off, where the chat pages are, and that all is ready."""
    for (brand, name), channel in channels.items():
        settings = channel.settings
        if settings.left_off is not None:
            click.echo(f"warning: {brand}: {name} is left off: {settings.left_off}", err=True)
        elif settings.adapter == "webchat":
            click.echo(f"Talk with {brand} at {address}/chat/{brand}")
    click.echo(f"Ready at {address}")
