"""One talk at the terminal, through the real engine."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from uuid import uuid4

import click

from bot.channels.contract import ChannelSettings, Finite, Option, Receipt
from bot.channels.registry import make_adapter
from bot.cli.clock import now
from bot.cli.reading import library_of
from bot.cli.records import database_of
from bot.cli.refusal import Refusal
from bot.core.events import Incoming
from bot.core.ids import ChannelName
from bot.dialogue.library import Library
from bot.engine.engine import Engine
from bot.store.alone import DatabaseInUse, alone_with
from bot.store.database import open_store
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.understanding import words

TERMINAL = ChannelName("terminal")

LAST_WORDS_SECONDS = 2.0
"""How long the end of a talk waits for what is still to be printed."""

IN_MEMORY = "sqlite://"


def hold_talk(folder: Path, options: Mapping[str, Option], *, fresh: bool) -> None:
    """Talk until the input ends or Ctrl-C is pressed.

    Args:
        folder: the brand's.
        options: of the terminal: who is talking, and in which language.
        fresh: keep nothing.

    Raises:
        Refusal: something stands in the way, in words.
    """
    library = library_of(folder)
    database = IN_MEMORY if fresh else database_of(folder)
    seen = bool(sys.stdin) and sys.stdin.isatty()
    if seen:
        click.echo(f"You are talking with {library.brand.title.original}. Ctrl-D ends it.")
    try:
        with alone_with(database), suppress(KeyboardInterrupt):
            asyncio.run(talk(library, database, options))
    except DatabaseInUse as error:
        raise Refusal(
            f"{error} is in use by a running Convivio. Talk with --fresh, or stop that one."
        ) from None
    if seen:
        click.echo()


async def talk(library: Library, database: str, options: Mapping[str, Option]) -> None:
    """Hold the talk until its input ends.

    Args:
        library: what the brand may say.
        database: an SQLAlchemy URL.
        options: of the terminal: who is talking, and in which language.

    Raises:
        Refusal: the database cannot be used.
    """
    brand = library.brand.id
    settings = ChannelSettings(brand, TERMINAL, TERMINAL, dict(options))
    adapter = make_adapter(TERMINAL)
    async with AsyncExitStack() as stack:
        try:
            store = await open_store(database)
        except (StoreSettingFault, StoreUnavailable) as error:
            raise Refusal(f"The database cannot be used: {error}. See `convivio doctor`.") from None
        stack.push_async_callback(store.close)
        adapters = {(brand, TERMINAL): adapter}
        engine = Engine(store, {brand: library}, adapters, words, now, owner=uuid4().hex)
        await engine.start()
        stack.push_async_callback(engine.stop, LAST_WORDS_SECONDS)

        async def take_in(
            channel: ChannelSettings, incoming: Sequence[Incoming]
        ) -> Sequence[Receipt]:
            """Take a line in, and return when it is answered: the next one comes after."""
            receipts = await engine.take_in(channel, incoming)
            await engine.settled()
            return receipts

        await adapter.open(settings, take_in)
        stack.push_async_callback(adapter.close)
        if isinstance(adapter, Finite):
            await adapter.ended()
