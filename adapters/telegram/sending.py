"""Making the calls of a message, one after the other, and saying how it ended."""

import logging
from collections.abc import Awaitable, Callable
from typing import assert_never

from msgspec import structs, to_builtins
from telegram import Bot, InputFile
from telegram import Message as Sent

from adapters.telegram.address import Address
from adapters.telegram.encode import (
    Call,
    FileKind,
    Keyboard,
    SayText,
    ShowFile,
    ShowPlace,
    Unusable,
    Upload,
    encode,
)
from adapters.telegram.errors import outcome_of
from adapters.telegram.floods import Floods
from bot.channels.contract import Part
from bot.core.ids import DeliveryId
from bot.core.outcomes import Accepted, Outcome, Rejected, Throttled

MOST_UNFINISHED = 1_000
"""Messages of several calls of which some were made: beyond these the oldest begin anew."""

_LOG = logging.getLogger(__name__)

_Extra = dict[str, object]
"""Parameters as Telegram names them: the SDK passes them on as they are, without objects."""


class Sending:
    """Sends messages of ours through one bot.

    Args:
        bot: the SDK's.
        clock: tells a monotonic time in seconds.
    """

    def __init__(self, bot: Bot, clock: Callable[[], float]) -> None:
        self._bot = bot
        self._clock = clock
        self._floods = Floods()
        self._made: dict[DeliveryId, int] = {}

    async def send(self, chat: str, part: Part) -> Outcome:
        """Send one message and say how it ended; it never raises.

        A message with files may take several calls. Where one fails, the next try goes on there.

        Args:
            chat: the chat's id, with a slash and the topic's where it is one.
            part: the delivery.
        """
        calls = encode(part.message)
        if isinstance(calls, Unusable):
            return Rejected(calls.reason)
        made = self._made.pop(part.id, 0)
        outcome: Outcome = Accepted()
        for call in calls[made:]:
            outcome = await self._try(call, chat)
            if not isinstance(outcome, Accepted):
                self._remember(part.id, made)
                break
            made += 1
        return outcome

    async def _try(self, call: Call, chat: str) -> Outcome:
        try:
            sent = await self._make(call, Address.of(chat))
        except Exception as error:  # noqa: BLE001 - whatever the server says has an outcome
            return self._scoped(outcome_of(error), chat)
        return Accepted(str(sent.message_id))

    def _remember(self, delivery: DeliveryId, made: int) -> None:
        if made:
            self._made[delivery] = made
            while len(self._made) > MOST_UNFINISHED:
                del self._made[next(iter(self._made))]

    def _scoped(self, outcome: Outcome, chat: str) -> Outcome:
        """Return the outcome, holding the whole channel where several chats are flooded at once."""
        is_flood = isinstance(outcome, Throttled) and outcome.scope == "space"
        if is_flood and self._floods.is_of_everybody(chat, self._clock()):
            return structs.replace(outcome, scope="channel")
        return outcome

    async def _make(self, call: Call, to: Address) -> Sent:
        match call:
            case SayText():
                extra = {"link_preview_options": {"is_disabled": True}, **_keys(call.keyboard)}
                if call.entities:
                    extra["entities"] = to_builtins(call.entities)
                return await self._bot.send_message(
                    to.chat, call.text, message_thread_id=to.topic, api_kwargs=extra
                )
            case ShowPlace():
                return await self._bot.send_location(
                    to.chat,
                    call.latitude,
                    call.longitude,
                    message_thread_id=to.topic,
                    api_kwargs=_keys(call.keyboard),
                )
            case ShowFile():
                return await self._show(call, to)
            case _:
                assert_never(call)

    async def _show(self, call: ShowFile, to: Address) -> Sent:
        extra = _keys(call.keyboard)
        if call.entities:
            extra["caption_entities"] = to_builtins(call.entities)
        return await self._sender(call.kind)(
            to.chat,
            _input(call.source),
            caption=call.caption or None,
            message_thread_id=to.topic,
            api_kwargs=extra,
        )

    def _sender(self, kind: FileKind) -> Callable[..., Awaitable[Sent]]:
        match kind:
            case "image":
                return self._bot.send_photo
            case "audio":
                return self._bot.send_audio
            case "video":
                return self._bot.send_video
            case "file":
                return self._bot.send_document
            case _:
                assert_never(kind)


def _keys(keyboard: Keyboard) -> _Extra:
    return {"reply_markup": {"inline_keyboard": to_builtins(keyboard)}} if keyboard else {}


def _input(source: Upload | str) -> InputFile | str:
    if isinstance(source, str):
        return source
    file = InputFile(source.content, filename=source.name)
    file.mimetype = source.media_type
    return file
