"""Making the calls of a message, one after the other, and saying how it ended."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from adapters.whatsapp.calls import Call
from adapters.whatsapp.encode import encode
from adapters.whatsapp.errors import OUTSIDE_OF_WINDOW, outcome_of
from adapters.whatsapp.graph import Graph
from adapters.whatsapp.known_files import KnownFiles
from adapters.whatsapp.options import Settings
from adapters.whatsapp.reply import Cut, Done, NotSent, Refusal, Reply, message_in
from adapters.whatsapp.requests import Json, file_in, request_of
from adapters.whatsapp.room import TEXT
from adapters.whatsapp.template import fill
from adapters.whatsapp.window import Window
from bot.channels.contract import Part
from bot.channels.files import Contents, Files, contents_of, files_in, own_files
from bot.channels.latest import Latest
from bot.channels.telling import without_files
from bot.channels.uploading import Unusable, Upload
from bot.core.content import Message
from bot.core.ids import DeliveryId
from bot.core.outcomes import Accepted, Outcome, Rejected, Throttled, Unknown

_LOG = logging.getLogger(__name__)

MOST_UNFINISHED: Final = 1_000
"""Messages of several calls of which some were made: beyond these the oldest begin anew."""

Calls = Sequence[Call] | Unusable


class Sending:
    """Sends messages of ours from one number.

    Args:
        settings: of the channel.
        graph: takes the calls.
        window: who may be told anything.
        files: the brand's own, None where it has none.
    """

    def __init__(
        self, settings: Settings, graph: Graph, window: Window, files: Files | None
    ) -> None:
        self._settings = settings
        self._graph = graph
        self._window = window
        self._files = files
        self._known = KnownFiles(graph)
        self._made: Latest[DeliveryId, int] = Latest(MOST_UNFINISHED)

    async def send(self, to: str, part: Part) -> Outcome:
        """Send one message and say how it ended; it never raises.

        Outside of the window it leaves as a template. Where a file is refused, what is said goes
        out without it.

        Args:
            to: the person's number.
            part: the delivery.
        """
        try:
            is_open = await self._window.is_open(to)
        except Exception as error:  # noqa: BLE001 - nothing was sent: it is tried again
            return Throttled(f"who spoke lately is not known: {type(error).__name__}")
        if not is_open:
            return await self._fill(to, part)
        reply = await self._free(to, part)
        if _is_late(reply):
            self._window.shut(to)
            return await self._fill(to, part)
        return _outcome(reply)

    async def _free(self, to: str, part: Part) -> Reply | Unusable:
        """Send a message as it is; where a file is refused, it is told in words."""
        menu, answers = self._settings.menu, part.message.answers
        contents = await self._contents(part.message)
        reply = await self._show(to, part.id, encode(part.message, contents, menu), answers)
        outcome = _outcome(reply)
        if _is_late(reply) or not (isinstance(outcome, Rejected) and files_in(part.message)):
            return reply
        _LOG.warning("a file is told in words reason=%r", outcome.reason)
        self._made.drop(part.id)  # these are other calls
        told = encode(without_files(part.message, TEXT), menu=menu)
        return await self._show(to, part.id, told, answers)

    async def _fill(self, to: str, part: Part) -> Outcome:
        """Send a message as the approved template, or say why that cannot be."""
        template = fill(part.message, self._settings)
        self._made.drop(part.id)  # these are other calls
        calls = template if isinstance(template, Unusable) else [template]
        return _outcome(await self._show(to, part.id, calls, None))

    async def _show(
        self, to: str, delivery: DeliveryId, calls: Calls, answers: str | None
    ) -> Reply | Unusable:
        """Make the calls of a message; where one fails, the next try goes on there."""
        if isinstance(calls, Unusable):
            return calls
        made = self._made.drop(delivery) or 0
        reply: Reply = Done(b"{}")  # where there is nothing to show
        for call in calls[made:]:
            reply = await self._call(call, to, delivery, None if made else answers)
            if not isinstance(reply, Done):
                if made:
                    self._made.put(delivery, made)
                break
            made += 1
        return reply

    async def _call(self, call: Call, to: str, delivery: str, answers: str | None) -> Reply:
        """Make a call; a file that Meta has forgotten is uploaded once more."""
        file = file_in(call)
        if file is not None and isinstance(file.source, Upload):
            return await self._uploading(call, file.source, to, delivery, answers)
        place: Json = {} if file is None else {"link": file.source}
        return await self._graph.send(request_of(call, place, to, delivery, answers))

    async def _uploading(
        self, call: Call, upload: Upload, to: str, delivery: str, answers: str | None
    ) -> Reply:
        reply = await self._with_upload(call, upload, to, delivery, answers)
        if isinstance(_outcome(reply), Rejected) and await self._known.forget(upload):
            _LOG.info("a file is uploaded anew")
            reply = await self._with_upload(call, upload, to, delivery, answers)
        return reply

    async def _with_upload(
        self, call: Call, upload: Upload, to: str, delivery: str, answers: str | None
    ) -> Reply:
        kept = await self._known.id_of(upload)
        if not isinstance(kept, str):
            return _before(kept)
        return await self._graph.send(request_of(call, {"id": kept}, to, delivery, answers))

    async def _contents(self, message: Message) -> Contents:
        """Read the brand's own files in a thread: they may be large."""
        addresses = own_files(message)
        return await asyncio.to_thread(contents_of, addresses, self._files) if addresses else {}


def _before(reply: Reply) -> Reply:
    """Return how a message ended whose file did not get there: certainly nobody has it."""
    outcome = _outcome(reply)
    return NotSent(outcome.reason) if isinstance(outcome, Unknown) else reply


def _outcome(reply: Reply | Unusable) -> Outcome:
    match reply:
        case Done():
            return Accepted(message_in(reply))
        case Refusal():
            return outcome_of(reply)
        case NotSent(reason):
            return Throttled(f"Meta cannot be reached: {reason}")
        case Cut(reason):
            return Unknown(reason)
        case Unusable(reason):
            return Rejected(reason)


def _is_late(reply: Reply | Unusable) -> bool:
    """Say whether a message was refused because the person has not spoken for too long."""
    return isinstance(reply, Refusal) and reply.code == OUTSIDE_OF_WINDOW
