"""One open line to Telegram: the SDK's bot, the way updates come, and what goes beside."""

import asyncio
import os
import time
from collections.abc import Sequence

from msgspec import structs
from telegram.request import BaseRequest

from adapters.telegram.courtesies import Courtesies
from adapters.telegram.hearing import Hearing
from adapters.telegram.introduction import introduce
from adapters.telegram.keeping_webhook import WebhookKeeper
from adapters.telegram.lean_bot import LeanBot
from adapters.telegram.menu import show_menus
from adapters.telegram.options import is_posted_to, root_of, token_of
from adapters.telegram.patience import Patience
from adapters.telegram.polling import Poller
from adapters.telegram.posted import Posted
from adapters.telegram.quiet import silence
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.sending import Sending
from adapters.telegram.tempo import Tempo
from adapters.telegram.updates_request import UpdatesRequest
from bot.channels.aside import NOT_SAID, aside, is_confided, said_instead
from bot.channels.contract import ChannelSettings, Group, Intake, IsOurs, Part
from bot.channels.silence import Heed
from bot.core.commands import Command
from bot.core.content import MOST_ID_BYTES
from bot.core.ids import DeliveryId
from bot.core.outcomes import Accepted, Outcome, Unreachable

# The SDK is changing times from numbers to timedelta, and warns wherever one is made or read.
os.environ.setdefault("PTB_TIMEDELTA", "1")


def make_bot(settings: ChannelSettings, requests: BaseRequest, updates: BaseRequest) -> LeanBot:
    """Return the bot of a channel.

    Args:
        settings: without faults.
        requests: makes its requests.
        updates: makes those for updates.
    """
    root = root_of(settings.options)
    return LeanBot(
        token_of(settings.options),
        base_url=lambda secret: f"{root}/bot{secret}",
        base_file_url=lambda secret: f"{root}/file/bot{secret}",
        request=requests,
        get_updates_request=updates,
    )


class Line:
    """A line as long as its channel is open.

    Args:
        settings: without faults.
        intake: takes updates in durably.
        tempo: how long everything may take.
        heed: for how long Telegram is to be left alone.
        is_ours: whether Telegram is to tell us what happens.
    """

    def __init__(
        self,
        settings: ChannelSettings,
        intake: Intake,
        tempo: Tempo,
        heed: Heed,
        is_ours: IsOurs,
    ) -> None:
        silence()
        self._address = settings.address or ""
        self._is_posted_to = is_posted_to(settings.options)
        self._commands = settings.commands
        self._tempo = tempo
        self._heed = heed
        self._is_ours = is_ours
        self._patience = Patience(tempo)
        token = token_of(settings.options)
        self._requests = AiohttpRequest(token, tempo)
        self._updates = UpdatesRequest(token, tempo)
        self._bot = make_bot(settings, self._requests, self._updates)
        self._courtesies = Courtesies(self._bot, tempo.silence, heed)
        self._sending = Sending(self._bot, time.monotonic, settings.files)
        self._hearing = Hearing(settings, intake, self._courtesies)
        self.posted = Posted(self._hearing)
        self._name = ""
        self._tasks: list[asyncio.Task[None]] = []
        self._showing: asyncio.Task[None] | None = None

    def address(self, payload: str) -> str | None:
        """Return the link that opens the bot, None as long as Telegram has not said its name."""
        return f"https://t.me/{self._name}?start={payload}" if self._name else None

    @property
    def hindrance(self) -> str | None:
        """What keeps the bot from hearing everybody."""
        return self._patience.hindrance

    async def open(self) -> None:
        """Begin to receive; Telegram need not be there."""
        await self._requests.initialize()
        await self._updates.initialize()
        self._tasks.append(asyncio.create_task(self._receive()))

    def offer(self, commands: Sequence[Command]) -> None:
        """Show another menu: now, or once Telegram knows who we are."""
        self._commands = tuple(commands)
        if self._showing is not None:
            self._show()

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Send the parts of a group in order and say how each ended."""
        self._courtesies.spoke(group.space or group.to)
        return [await self._deliver(group, part) for part in group.parts]

    async def _deliver(self, group: Group, part: Part) -> Outcome:
        """Send a message: in a group there is none that one person alone would see."""
        if is_confided(group, part):
            return await self._say_aside(group, part)
        return await self._sending.send(group.space or group.to, part)

    async def _say_aside(self, group: Group, part: Part) -> Outcome:
        """Say in private what concerns one person; where they never began, the group is told."""
        alone = aside(group, part, MOST_ID_BYTES)
        if alone is not None:
            outcome = await self._sending.send(alone.to, alone.parts[0])
            if isinstance(outcome, Accepted):
                return Accepted()  # each chat counts its messages: in the group that is another one
            if not isinstance(outcome, Unreachable):
                return outcome
        told = said_instead(part, f"https://t.me/{self._name}" if self._name else None)
        if told is None or group.space is None:
            return NOT_SAID
        # It is another message than what was tried, whose calls may have been made in part.
        own = structs.replace(told, id=DeliveryId(f"{told.id}/instead"))
        return await self._sending.send(group.space, own)

    async def close(self) -> None:
        """Cut everything; what was not confirmed comes again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self._courtesies.close()
        await self._requests.shutdown()
        await self._updates.shutdown()

    async def _receive(self) -> None:
        me = await introduce(self._bot, self._patience)
        self._name = me.username
        if self._is_posted_to:
            self.posted.me = me
            await self._keeper().run()
        else:
            self._show()
            await self._poller().run(me)

    def _poller(self) -> Poller:
        return Poller(
            self._bot, self._updates, self._hearing, self._tempo, self._is_ours, self._patience
        )

    def _keeper(self) -> WebhookKeeper:
        """Return who keeps the webhook; the menu is the owner's to show."""
        return WebhookKeeper(
            self._bot, self._address, self._tempo, self._is_ours, self._patience, self._show
        )

    def _show(self) -> None:
        """Show the menu of commands; an older one that is under way gives way to it."""
        if self._showing is not None:
            self._showing.cancel()
        self._showing = asyncio.create_task(
            show_menus(self._bot, self._commands, self._tempo, self._heed)
        )
        self._tasks.append(self._showing)
