"""Slash commands and presses: each is acknowledged in time, and what it shows is tidied up.

They come over the gateway, or Discord calls us with them and takes the first answer as ours. It
waits 3 s for the first answer and takes more for 15 min (reference: Receiving and Responding).
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Literal

from msgspec import Struct

from adapters.discord.answers import apology, deferral, private, refusal
from adapters.discord.delays import Delays
from adapters.discord.errors import in_short
from adapters.discord.heard import Heard, Interaction
from adapters.discord.outgoing import JsonObject, Outgoing
from adapters.discord.passage import Passage
from adapters.discord.rest import Rest
from bot.channels.contract import IsOurs
from bot.channels.latest import Latest

_FRESH_SECONDS = 14 * 60.0
"""One minute less than Discord takes answers, for the way to it."""

_ALREADY_ANSWERED = 40060
_MOST = 1_000
_ATTEMPTS = 2
_LOG = logging.getLogger(__name__)

Spawn = Callable[[Coroutine[None, None, None]], "asyncio.Task[None]"]
"""Run something beside everything else, ended when the channel is closed."""


class Open(Struct):
    """One interaction that still takes answers.

    `settled` is set once it is known whether it can be stored; `shows` is what the person sees of
    its first answer, `replied` whether a reply stands beside it. `acknowledged` ends with the first
    answer.
    """

    interaction: Interaction
    until: float
    settled: asyncio.Event
    refused: bool = False
    replied: bool = False
    shows: Literal["nothing", "thinking", "message"] = "nothing"
    acknowledged: "asyncio.Task[None] | None" = None


class Interactions:
    """The interactions of one channel.

    Args:
        rest: the REST API.
        delays: how long storing may delay the first answer, and how long we may think.
        is_ours: tells whether replies leave by this process.
        spawn: runs a task of the channel.
    """

    def __init__(self, rest: Rest, delays: Delays, is_ours: IsOurs, spawn: Spawn) -> None:
        self._rest = rest
        self._delays = delays
        self._is_ours = is_ours
        self._spawn = spawn
        self._open: Latest[str, Open] = Latest(_MOST)
        self._unsettled: dict[str, Open] = {}

    def arrived(self, heard: Heard, interaction: Interaction, *, refused: bool) -> None:
        """See to it that an interaction is acknowledged, once it is stored or time is short.

        Args:
            heard: what it says.
            interaction: the interaction.
            refused: it will not be stored, and the person is told so instead.
        """
        open_ = self._begun(heard, interaction, refused=refused)
        open_.acknowledged = self._spawn(self._acknowledge(open_))

    async def called(self, heard: Heard, interaction: Interaction, *, refused: bool) -> JsonObject:
        """Return the first answer to an interaction that Discord calls us with, as `arrived`."""
        open_ = self._begun(heard, interaction, refused=refused)
        given = asyncio.Event()
        open_.acknowledged = self._spawn(self._arrive(open_, given))
        try:
            await self._settle(open_)
        finally:  # also where nobody waits for our answer any more
            given.set()
        open_.shows = _shown(open_)
        return _answer(open_)

    def stored(self, interaction: Interaction) -> None:
        """Note that an interaction is durable: it may be acknowledged."""
        open_ = self._unsettled.pop(interaction.id, None)
        if open_ is not None:
            open_.settled.set()

    def replied(self, to: str, space: str | None) -> None:
        """Take "thinking…" away from a person, now that a reply is to be seen there."""
        open_ = self._open.get(_between(to, space))
        if open_ is not None and open_.interaction.kind == "command" and not open_.replied:
            open_.replied = True
            self._spawn(self._stop_thinking(open_))

    def takes_answers(self, to: str, space: str | None) -> bool:
        """Say whether a person has asked lately, so that there is an interaction to answer."""
        open_ = self._open.get(_between(to, space))
        return open_ is not None and open_.until >= asyncio.get_running_loop().time()

    async def answer(
        self, to: str, space: str | None, outgoing: Outgoing, passage: Passage
    ) -> str | None:
        """Reply through the latest interaction of a person; return the message's id.

        Args:
            to: the person.
            space: where they did it, None in private.
            outgoing: what to say; only the person sees it.
            passage: is kept up to date.

        Raises:
            Exception: as `Rest.send`.
        """
        open_ = self._open.get(_between(to, space))
        if open_ is None:
            return None
        await _ended(open_.acknowledged)
        if open_.shows != "thinking":
            return await self._rest.follow_up(open_.interaction, private(outgoing), passage)
        open_.shows = "message"
        try:
            return await self._rest.edit_answer(open_.interaction, private(outgoing), passage)
        except BaseException:
            open_.shows = "thinking"  # another try fills the same message
            raise

    async def give_up(self) -> None:
        """Tell everybody whose interaction will not be stored to do it again."""
        unsettled, self._unsettled = list(self._unsettled.values()), {}
        for open_ in unsettled:
            open_.refused = True
            open_.settled.set()
        await asyncio.gather(*(self._apologise(open_) for open_ in unsettled))

    def _begun(self, heard: Heard, interaction: Interaction, *, refused: bool) -> Open:
        until = asyncio.get_running_loop().time() + _FRESH_SECONDS
        open_ = Open(interaction, until, asyncio.Event(), refused=refused)
        if refused:
            open_.settled.set()
        else:
            self._unsettled[interaction.id] = open_
            # A press in private may belong to a conversation elsewhere; it is answered in private.
            space = None if heard.private else heard.incoming.space
            self._open.put(_between(heard.incoming.sender.id, space), open_)
        return open_

    async def _acknowledge(self, open_: Open) -> None:
        await self._settle(open_)
        await self._first_answer(open_)
        self._stop_thinking_in_time(open_)

    async def _arrive(self, open_: Open, given: asyncio.Event) -> None:
        """Let the answer to a call reach Discord: until then it knows of nothing to follow."""
        await given.wait()
        await asyncio.sleep(self._delays.arrive)
        self._stop_thinking_in_time(open_)

    async def _settle(self, open_: Open) -> None:
        """Wait until it is known whether it can be stored, or for as long as there is time."""
        try:
            async with asyncio.timeout(self._delays.acknowledge):
                await open_.settled.wait()
        except TimeoutError:
            _LOG.info("an interaction is acknowledged before it is stored")

    async def _first_answer(self, open_: Open) -> None:
        answer = _answer(open_)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                await self._rest.answer(open_.interaction, answer)
            except Exception as error:  # noqa: BLE001 - the reply itself goes another way
                if getattr(error, "code", None) != _ALREADY_ANSWERED:
                    _LOG.info("acknowledging failed reason=%r attempt=%d", in_short(error), attempt)
                    continue
            open_.shows = _shown(open_)
            return

    def _stop_thinking_in_time(self, open_: Open) -> None:
        """Take "thinking…" away where no reply does: another process's is not seen from here."""
        if open_.shows == "thinking":
            seconds = self._delays.thinking if self._is_ours() else self._delays.elsewhere
            self._spawn(self._stop_thinking_later(open_, seconds))

    async def _stop_thinking_later(self, open_: Open, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._stop_thinking(open_)

    async def _stop_thinking(self, open_: Open) -> None:
        await _ended(open_.acknowledged)
        if open_.shows != "thinking":
            return
        open_.shows = "nothing"
        for _ in range(_ATTEMPTS):
            try:
                await self._rest.delete_answer(open_.interaction)
            except Exception as error:  # noqa: BLE001 - tidying up is a courtesy
                _LOG.info("a first answer could not be taken away reason=%r", in_short(error))
                await asyncio.sleep(self._delays.arrive)
            else:
                return

    async def _apologise(self, open_: Open) -> None:
        await _ended(open_.acknowledged)
        if open_.shows == "message":
            return
        send = self._rest.edit_answer if open_.shows == "thinking" else self._rest.follow_up
        try:
            await send(open_.interaction, apology(open_.interaction), Passage())
        except Exception as error:  # noqa: BLE001 - there is no other way to tell them
            _LOG.info("an interaction was lost without a word reason=%r", in_short(error))


def _between(to: str, space: str | None) -> str:
    """Return what tells apart who may read an answer: a person, where they asked."""
    return f"{space or ''}@{to}"


def _answer(open_: Open) -> JsonObject:
    return refusal(open_.interaction) if open_.refused else deferral(open_.interaction)


async def _ended(task: "asyncio.Task[None] | None") -> None:
    if task is not None:
        await asyncio.wait([task])


def _shown(open_: Open) -> Literal["nothing", "thinking", "message"]:
    if open_.refused:
        return "message"
    return "thinking" if open_.interaction.kind == "command" else "nothing"
