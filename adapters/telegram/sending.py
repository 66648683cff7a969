"""Making the calls of a message, one after the other, and saying how it ended."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final, assert_never

import msgspec
from msgspec import Struct, structs, to_builtins
from telegram import InputFile

from adapters.telegram.address import Address
from adapters.telegram.encode import (
    AskPoll,
    Call,
    SayText,
    ShowContact,
    ShowFile,
    ShowPlace,
    encode,
)
from adapters.telegram.entities import Entity
from adapters.telegram.errors import outcome_of
from adapters.telegram.files import FileKind, Unusable, Upload
from adapters.telegram.floods import Floods
from adapters.telegram.keyboards import Below, Sharing, markup_of
from adapters.telegram.lean_bot import LeanBot, Parameters
from adapters.telegram.room import TEXT
from bot.channels.contract import Part
from bot.channels.files import Contents, Files, contents_of, files_in, own_files
from bot.channels.telling import without_files
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

_NO_KEYBOARD: Final = {"remove_keyboard": True}
"""Bot API: ReplyKeyboardRemove."""

_FILE_METHODS: Final[Mapping[FileKind, tuple[str, str]]] = {
    "image": ("sendPhoto", "photo"),
    "animation": ("sendAnimation", "animation"),
    "audio": ("sendAudio", "audio"),
    "voice": ("sendVoice", "voice"),
    "video": ("sendVideo", "video"),
    "file": ("sendDocument", "document"),
}
"""The method for each kind of file, and the name of the parameter that holds it."""


class _Asked(Struct, frozen=True):
    id: str


class _Sent(Struct, frozen=True):
    """The few fields that we read of a message that stands now."""

    message_id: int | None = None
    poll: _Asked | None = None


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
        self._made: dict[DeliveryId, int] = {}
        self._sharing: dict[str, None] = {}

    async def send(self, chat: str, part: Part) -> Outcome:
        """Send one message and say how it ended; it never raises.

        Where Telegram refuses a message with a file, what is said goes out without it.

        Args:
            chat: the chat's id, with a slash and the topic's where it is one.
            part: the delivery.
        """
        contents = await self._contents(part.message)
        is_private = not chat.startswith("-")
        calls = encode(part.message, contents, is_private=is_private)
        outcome = await self._show(chat, part.id, calls)
        if isinstance(outcome, Rejected) and files_in(part.message):
            _LOG.warning("a file is told in words reason=%r", outcome.reason)
            told = encode(without_files(part.message, TEXT), is_private=is_private)
            self._made.pop(part.id, None)  # these are other calls
            outcome = await self._show(chat, part.id, told)
        return outcome

    async def _show(self, chat: str, delivery: DeliveryId, calls: Calls) -> Outcome:
        """Make the calls of a message; where one fails, the next try goes on there."""
        if isinstance(calls, Unusable):
            return Rejected(calls.reason)
        made = self._made.pop(delivery, 0)
        outcome: Outcome = Accepted()
        for call in calls[made:]:
            outcome = await self._try(call, chat)
            if not isinstance(outcome, Accepted):
                self._remember(delivery, made)
                break
            made += 1
        return outcome

    async def _contents(self, message: Message) -> Contents:
        """Read the brand's own files in a thread: they may be large."""
        addresses = own_files(message)
        return await asyncio.to_thread(contents_of, addresses, self._files) if addresses else {}

    async def _try(self, call: Call, chat: str) -> Outcome:
        method, parameters = _request(call)
        to = Address.of(chat)
        parameters |= {"chat_id": to.chat, "message_thread_id": to.topic}
        if chat in self._sharing:
            parameters.setdefault("reply_markup", _NO_KEYBOARD)
        try:
            sent = await self._bot.ask(method, parameters)
        except Exception as error:  # noqa: BLE001 - whatever the server says has an outcome
            return self._scoped(outcome_of(error), chat)
        self._stands(chat, parameters.get("reply_markup"), call.keyboard)
        return _accepted(sent)

    def _stands(self, chat: str, markup: object, shown: Below) -> None:
        """Remember where people have a keyboard that shares something, until it is taken away."""
        if isinstance(shown, Sharing):
            self._sharing[chat] = None
            while len(self._sharing) > MOST_SHARING:
                del self._sharing[next(iter(self._sharing))]
        elif markup == _NO_KEYBOARD:
            self._sharing.pop(chat, None)

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


def _accepted(sent: object) -> Accepted:
    """Return what Telegram calls a message that stands now, and the poll that it is."""
    try:
        known = msgspec.convert(sent, _Sent)
    except msgspec.ValidationError:
        return Accepted()
    number, poll = known.message_id, known.poll
    return Accepted(None if number is None else str(number), None if poll is None else poll.id)


def _request(call: Call) -> tuple[str, Parameters]:
    """Return the method and the parameters of a call, without where it goes."""
    match call:
        case SayText():
            text: Parameters = {"text": call.text, "link_preview_options": {"is_disabled": True}}
            return "sendMessage", text | _styles("entities", call.entities) | _keys(call.keyboard)
        case ShowPlace():
            place: Parameters = {"latitude": call.latitude, "longitude": call.longitude}
            return "sendLocation", place | _keys(call.keyboard)
        case ShowFile():
            method, name = _FILE_METHODS[call.kind]
            file: Parameters = {name: _file(call.source), "caption": call.caption or None}
            styles = _styles("caption_entities", call.entities)
            return method, file | styles | _keys(call.keyboard)
        case ShowContact():
            whose: Parameters = {"phone_number": call.phone, "first_name": call.name}
            return "sendContact", whose | _keys(call.keyboard)
        case AskPoll():
            return "sendPoll", _poll(call) | _keys(call.keyboard)
        case _:
            assert_never(call)


def _poll(call: AskPoll) -> Parameters:
    return {
        "question": call.question,
        "options": [{"text": option} for option in call.options],
        "is_anonymous": False,
        "allows_multiple_answers": call.several,
    }


def _styles(name: str, entities: tuple[Entity, ...]) -> Parameters:
    return {name: to_builtins(entities)} if entities else {}


def _keys(below: Below) -> Parameters:
    markup = markup_of(below)
    return {} if markup is None else {"reply_markup": markup}


def _file(source: Upload | str) -> InputFile | str:
    if isinstance(source, str):
        return source
    file = InputFile(source.content, filename=source.name)
    file.mimetype = source.media_type
    return file
