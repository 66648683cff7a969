"""Making the calls of a message, one after the other, and saying how it ended."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import structs

from adapters.telegram.address import Address
from adapters.telegram.encode import Call, ShowAlbum, ShowFile, encode
from adapters.telegram.errors import outcome_of
from adapters.telegram.floods import Floods
from adapters.telegram.keyboards import Below, Sharing
from adapters.telegram.known_files import KnownFiles, key_of
from adapters.telegram.lean_bot import LeanBot
from adapters.telegram.refused_polls import without_poll
from adapters.telegram.requests import edit_of, request_of
from adapters.telegram.room import TEXT
from adapters.telegram.sent import Sent, read_sent
from bot.channels.contract import Part
from bot.channels.files import Contents, Files, contents_of, files_in, own_files
from bot.channels.latest import Latest
from bot.channels.telling import without_files
from bot.channels.uploading import Unusable, Upload
from bot.core.content import Message
from bot.core.ids import DeliveryId
from bot.core.outcomes import Accepted, Outcome, Rejected, Throttled

_LOG = logging.getLogger(__name__)

Calls = Sequence[Call] | Unusable

MOST_UNFINISHED = 1_000
"""Messages of several calls of which some were made: beyond these the oldest begin anew."""

MOST_SHARING = 1_000
"""Chats in which a keyboard of ours stands: of the oldest beyond these it is not taken away, and
people put it aside themselves."""

_UNCHANGED = "message is not modified"
"""Telegram's words where a message says already what it is to say."""

_NO_KEYBOARD: Final = {"remove_keyboard": True}
"""Bot API: ReplyKeyboardRemove."""


class Sending:
    """Sends messages of ours through one bot.

    Args:
        bot: the SDK's.
        clock: tells a monotonic time in seconds.
        files: the brand's own, None where it has none.
    """

    def __init__(self, bot: LeanBot, clock: Callable[[], float], files: Files | None) -> None:
        self._bot = bot
        self._clock = clock
        self._files = files
        self._floods = Floods()
        self._known = KnownFiles()
        self._made: Latest[DeliveryId, int] = Latest(MOST_UNFINISHED)
        self._sharing: Latest[str, Sharing] = Latest(MOST_SHARING)

    async def send(self, chat: str, part: Part) -> Outcome:
        """Send one message and say how it ended; it never raises.

        Where Telegram refuses it as it is, it goes out as something plainer.

        Args:
            chat: the chat's id, with a slash and the topic's where it is one.
            part: the delivery.
        """
        contents = await self._contents(part.message)
        is_private = not chat.startswith(("-", "@"))
        calls = encode(part.message, contents, is_private=is_private)
        edited = await self._edit(chat, part.earlier, calls)
        if edited is not None:
            return edited
        answers = part.message.answers
        outcome = await self._show(chat, part.id, calls, answers)
        for form, plainer in _plainer(part.message, calls, is_private=is_private):
            if not isinstance(outcome, Rejected):
                break
            _LOG.warning("a message goes out plainer form=%s reason=%r", form, outcome.reason)
            self._made.drop(part.id)  # these are other calls
            outcome = await self._show(chat, part.id, plainer, answers)
        return outcome

    async def _edit(self, chat: str, earlier: str | None, calls: Calls) -> Outcome | None:
        """Put a message in the place of an earlier one; None where it is to be sent anew."""
        if earlier is None or isinstance(calls, Unusable) or len(calls) != 1:
            return None
        request = edit_of(calls[0])
        if request is None:
            return None
        method, parameters = request
        parameters |= {"chat_id": Address.of(chat).chat, "message_id": earlier}
        try:
            await self._bot.ask(method, parameters)
        except Exception as error:  # noqa: BLE001 - whatever the server says has an outcome
            outcome = self._scoped(outcome_of(error), chat)
            if not isinstance(outcome, Rejected):
                return outcome
            # An earlier try may have come through without an answer.
            return Accepted(earlier) if _UNCHANGED in outcome.reason.lower() else None
        return Accepted(earlier)

    async def _show(
        self, chat: str, delivery: DeliveryId, calls: Calls, answers: str | None
    ) -> Outcome:
        """Make the calls of a message; where one fails, the next try goes on there.

        The first one shows what it answers, where that still stands.
        """
        if isinstance(calls, Unusable):
            return Rejected(calls.reason)
        made = self._made.drop(delivery) or 0
        outcome: Outcome = Accepted()
        for call in calls[made:]:
            outcome = await self._try(call, chat, None if made else answers)
            if not isinstance(outcome, Accepted):
                if made:
                    self._made.put(delivery, made)
                break
            made += 1
        return outcome

    async def _contents(self, message: Message) -> Contents:
        """Read the brand's own files in a thread: they may be large."""
        addresses = own_files(message)
        return await asyncio.to_thread(contents_of, addresses, self._files) if addresses else {}

    async def _try(self, call: Call, chat: str, answers: str | None) -> Outcome:
        """Make a call; a file of ours is named by its id where Telegram keeps it already."""
        if not (isinstance(call, ShowFile) and isinstance(call.source, Upload)):
            outcome, _ = await self._ask(call, chat, answers)
            return outcome
        key = await key_of(call.kind, call.source)
        known = self._known.id_of(key)
        if known is not None:
            outcome, _ = await self._ask(structs.replace(call, source=known), chat, answers)
            if not isinstance(outcome, Rejected):
                return outcome
            self._known.forget(key)
        outcome, sent = await self._ask(call, chat, answers)
        self._known.keep(key, sent.file)
        return outcome

    async def _ask(self, call: Call, chat: str, answers: str | None) -> tuple[Outcome, Sent]:
        """Make a call, and say how it ended and what stands there now."""
        method, parameters = request_of(call)
        if answers is not None and answers.isdecimal():
            reply = {"message_id": int(answers), "allow_sending_without_reply": True}
            parameters["reply_parameters"] = reply
        to = Address.of(chat)
        parameters |= {"chat_id": to.chat, "message_thread_id": to.topic}
        if self._sharing.get(chat) is not None and not isinstance(call, ShowAlbum):
            parameters.setdefault("reply_markup", _NO_KEYBOARD)
        try:
            sent = read_sent(await self._bot.ask(method, parameters))
        except Exception as error:  # noqa: BLE001 - whatever the server says has an outcome
            return self._scoped(outcome_of(error), chat), Sent()
        self._stands(chat, parameters.get("reply_markup"), call.keyboard)
        return sent.outcome, sent

    def _stands(self, chat: str, markup: object, shown: Below) -> None:
        """Remember where people have a keyboard that shares something, until it is taken away."""
        if isinstance(shown, Sharing):
            self._sharing.put(chat, shown)
        elif markup == _NO_KEYBOARD:
            self._sharing.drop(chat)

    def _scoped(self, outcome: Outcome, chat: str) -> Outcome:
        """Return the outcome, holding the whole channel where several chats are flooded at once."""
        is_flood = isinstance(outcome, Throttled) and outcome.scope == "space"
        if is_flood and self._floods.is_of_everybody(chat, self._clock()):
            return structs.replace(outcome, scope="channel")
        return outcome


def _plainer(message: Message, calls: Calls, *, is_private: bool) -> Iterator[tuple[str, Calls]]:
    """Yield how else a message can be shown where it is refused, each with a name for the log."""
    first = None if isinstance(calls, Unusable) else calls[0]
    if isinstance(first, ShowAlbum):
        yield "apart", first.apart
    if message.poll is not None:
        asked = without_poll(message, message.poll)
        yield "without_poll", encode(asked, is_private=is_private)
    if files_in(message):
        told = without_files(message, TEXT)
        yield "without_files", encode(told, is_private=is_private)
