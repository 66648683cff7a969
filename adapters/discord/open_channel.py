"""One open Discord channel: its parts, and what goes from one to the other."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.catching_up import MOST, SINCE, CatchingUp
from adapters.discord.decode import Frame, decode_frame, decode_message, decode_ready
from adapters.discord.decode_interaction import decode_interaction
from adapters.discord.decode_signs import SIGNS, decode_sign
from adapters.discord.delays import Delays
from adapters.discord.endpoint import answer_call
from adapters.discord.endpoint_address import Endpoint
from adapters.discord.heard import Heard, Us
from adapters.discord.interactions import Interactions
from adapters.discord.listening import Listening
from adapters.discord.offering import Offering
from adapters.discord.options import Options
from adapters.discord.publishing import Publishing
from adapters.discord.reception import Reception
from adapters.discord.rest import Rest
from adapters.discord.sending import Sending
from adapters.discord.typing_signs import TypingSigns
from bot.channels.contract import ChannelSettings, Group, Held, Intake, IsOurs, Recall, Receipt
from bot.channels.doors import Answered, Declined, PlatformCall
from bot.channels.silence import Heed
from bot.core.commands import Command
from bot.core.events import Spoken
from bot.core.outcomes import Accepted, Outcome

_DISPATCH = 0
_LIBRARY = "discord"
_RECALL_SECONDS = 10.0
_LOG = logging.getLogger(__name__)


class OpenChannel:
    """Everything of a channel between `open` and `close`.

    Args:
        settings: of the channel.
        options: the same, read.
        intake: takes updates in durably.
        recall: tells which conversations we hold, None where nobody can.
        delays: how long things may take.
        heed: for how long Discord is to be left alone.
        is_ours: whether we may begin to listen, and replies leave by us.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that a channel is made of
        self,
        settings: ChannelSettings,
        options: Options,
        intake: Intake,
        recall: Recall | None,
        delays: Delays,
        heed: Heed,
        is_ours: IsOurs,
    ) -> None:
        self._settings = settings
        self._recall = recall
        self._delays = delays
        self._working: Sequence[asyncio.Task[None]] = ()
        self._us: Us | None = None
        self._overflowed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._rest = Rest(options.token, delays, heed)
        self._interactions = Interactions(self._rest, delays, is_ours, self.spawn)
        self._typing = TypingSigns(self._rest, delays, self.spawn, heed)
        publishing = Publishing(self._rest, settings.own_spaces)
        self._sending = Sending(
            self._rest, self._interactions, self._typing, settings.files, publishing
        )
        self._reception = Reception(settings, intake, delays, self._stored)
        self._catching_up = CatchingUp(
            self._rest,
            delays,
            self._sending.private_channel,
            self._reception.release,
            self._reception.holds_anything_for,
        )
        self._offering = Offering(self._rest, delays, settings.commands, heed)
        endpoint = Endpoint(settings.address) if options.public_key is not None else None
        self._listening = Listening(options.token, delays, self._take_frame, is_ours, endpoint)

    def start(self) -> None:
        """Begin to listen."""
        parts = (self._reception, self._catching_up, self._listening)
        self._working = [self.spawn(part.run()) for part in parts]

    def hindrance(self) -> str | None:
        """Say what keeps the channel from hearing everybody."""
        return self._listening.hindrance()

    def offer(self, commands: Sequence[Command]) -> None:
        """Offer another menu of commands: now, or with the first session."""
        self._offering.change(commands)
        if self._us is not None:
            self.spawn(self._offering.offer(self._us.application))

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Send a group and say how each part ended."""
        outcomes = await self._sending.deliver(group)
        if group.attempt > 1 and group.space is None and any(map(_is_poll, outcomes)):
            self.spawn(self._count_again(group.to))
        return outcomes

    async def _count_again(self, to: str) -> None:
        """Find a vote in a poll that may have stood there before anybody here knew of it."""
        await asyncio.sleep(self._delays.recount)
        if self._us is not None:
            held = [Held(to, None, datetime.now(UTC))]
            self._reception.hold(self._catching_up.begin(held, self._us))

    async def close(self) -> None:
        """Stop everything, and tell those whose interaction was not stored."""
        self._typing.stop_all()
        await _cancelled(self._working)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._delays.goodbye):
                await self._interactions.give_up()
        await _cancelled(list(self._tasks))
        await self._rest.close()

    async def answer(self, call: PlatformCall) -> Answered | Declined:
        """Take in an interaction that Discord calls us with."""
        return await answer_call(call, self._interactions, self._put)

    def spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run something beside everything else; it ends at the latest with the channel."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("a part of the channel failed", exc_info=error)

    def _take_frame(self, text: str) -> None:
        frame = decode_frame(text)
        if frame is None or frame.op != _DISPATCH:
            return
        match frame.t:
            case "READY":
                self._begin(frame)
            case "RESUMED":
                self._listening.connected()
            case "MESSAGE_CREATE" if self._us is not None:
                self._hear(decode_message(frame.d, self._us.user))
            case str(event) if event in SIGNS and self._us is not None:
                self._hear(decode_sign(frame, self._us))
            case "INTERACTION_CREATE":
                self._hear(decode_interaction(frame.d))
            case _:
                return

    def _begin(self, frame: Frame) -> None:
        """Take up a new session: whatever was said since the last one may be missed."""
        us = decode_ready(frame.d)
        if us is None:
            return
        self._us = us
        self._listening.connected()
        self._reception.mark(self._look_back)
        self.spawn(self._offering.offer(us.application))

    def _hear(self, heard: Heard | None) -> None:
        if heard is None:
            return
        taken = self._put(heard)
        if heard.interaction is not None:
            self._interactions.arrived(heard, heard.interaction, refused=not taken)
        elif not taken and not self._overflowed:
            self._overflowed = True
            _LOG.warning("more comes in than can be stored; the rest is fetched later")
            self._reception.mark(self._look_back)

    def _put(self, heard: Heard) -> bool:
        if heard.private:
            self._sending.met(heard.incoming.sender.id, heard.channel)
        return self._reception.put(heard)

    def _stored(self, heard: Heard, receipt: Receipt) -> None:
        if heard.interaction is not None:
            self._interactions.stored(heard.interaction)
        # A slash command shows by itself that we are thinking.
        thinking = heard.interaction is not None and heard.interaction.kind == "command"
        spoken = isinstance(heard.incoming.happening, Spoken)
        if receipt.taken == "new" and spoken and not thinking:
            self._typing.start(heard)

    async def _look_back(self) -> None:
        """Find out what we may have missed, and hold those conversations until it is fetched."""
        self._overflowed = False
        if self._recall is None or self._us is None:
            return
        since = datetime.now(UTC) - SINCE
        try:
            async with asyncio.timeout(_RECALL_SECONDS):
                held = await self._recall(self._settings, since, MOST)
        except Exception as error:  # noqa: BLE001 - whatever the store does, listening goes on
            _LOG.warning("what was missed is not known error=%s", type(error).__name__)
            return
        self._reception.hold(self._catching_up.begin(held, self._us))


def _is_poll(outcome: Outcome) -> bool:
    return isinstance(outcome, Accepted) and outcome.poll is not None


def point_at(options: Options) -> None:
    """Point the library at these addresses: it holds them for the whole process."""
    Route.BASE = options.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(options.gateway)
    # It reports with addresses, texts and tracebacks what we handle, and say in our own words.
    logging.getLogger(_LIBRARY).setLevel(logging.CRITICAL)


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
