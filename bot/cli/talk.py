"""One talk at the terminal, through the real engine."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from bot.app import at_work
from bot.brand.brand import Option
from bot.channels.contract import ChannelSettings, Finite, Intake, Receipt
from bot.cli.keys_here import vault_of
from bot.cli.outside import world_of
from bot.cli.reading import playable
from bot.cli.records import database_of
from bot.cli.refusal import Refusal
from bot.core.events import Incoming
from bot.core.ids import ChannelName
from bot.dialogue.publishing.library import Library
from bot.engine.calls.attempt import Outside
from bot.engine.engine import Engine
from bot.store.alone import alone_with
from bot.store.errors import (
    DatabaseInUse,
    EncryptionFault,
    StoreSettingFault,
    StoreUnavailable,
)
from bot.store.sealing.vault import Vault

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
    library = playable(folder)
    world, database = world_of([library]), IN_MEMORY if fresh else database_of(folder)
    seen = bool(sys.stdin) and sys.stdin.isatty()
    if seen:
        click.echo(f"You are talking with {library.brand.title.original}. Ctrl-D ends it.")
    try:
        vault = None if fresh else vault_of([library])
        with alone_with(database), suppress(KeyboardInterrupt):
            asyncio.run(talk(library, database, options, world, vault))
    except DatabaseInUse as error:
        raise Refusal(
            f"{error} is in use by a running Convivio. Talk with --fresh, or stop that one."
        ) from None
    except EncryptionFault as error:
        raise Refusal(f"{error}.") from None
    except (StoreSettingFault, StoreUnavailable) as error:
        raise Refusal(f"The database cannot be used: {error}. See `convivio doctor`.") from None
    if seen:
        click.echo()


async def talk(
    library: Library,
    database: str,
    options: Mapping[str, Option],
    outside: Outside,
    vault: Vault | None = None,
) -> None:
    """Hold the talk until its input ends.

    Args:
        library: what the brand may say.
        database: an SQLAlchemy URL.
        options: of the terminal: who is talking, and in which language.
        outside: what dialogues may call.
        vault: encrypts what is said; None: nothing is encrypted.

    Raises:
        StoreSettingFault, StoreUnavailable: the database cannot be used.
    """
    terminal = ChannelSettings(library.brand.id, TERMINAL, TERMINAL, dict(options))
    # Alone: it would play what came over channels that only the others can answer by.
    async with at_work(
        (library,),
        database,
        (terminal,),
        one_at_a_time,
        LAST_WORDS_SECONDS,
        holding="alone",
        outside=outside,
        vault=vault,
    ) as working:
        adapter = working.channels[terminal.brand, TERMINAL].door
        if isinstance(adapter, Finite):
            await adapter.ended()


def one_at_a_time(engine: Engine) -> Intake:
    """Take a line in, and return when it is answered: the next one comes after."""

    async def take_in(channel: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        receipts = await engine.take_in(channel, incoming)
        await engine.answered()
        return receipts

    return take_in
