"""Calls of ours as Telegram's methods and their parameters: pure."""

from collections.abc import Mapping
from typing import Final, assert_never

from msgspec import to_builtins
from telegram import InputFile

from adapters.telegram.encode import (
    AskPoll,
    Call,
    SayText,
    ShowAlbum,
    ShowContact,
    ShowFile,
    ShowPlace,
)
from adapters.telegram.entities import Entity
from adapters.telegram.files import FileKind
from adapters.telegram.keyboards import Below, markup_of
from adapters.telegram.lean_bot import Parameters
from bot.channels.uploading import Upload

Request = tuple[str, Parameters]
"""The name of a method, and what it takes."""

_FILE_METHODS: Final[Mapping[FileKind, tuple[str, str]]] = {
    "image": ("sendPhoto", "photo"),
    "animation": ("sendAnimation", "animation"),
    "audio": ("sendAudio", "audio"),
    "voice": ("sendVoice", "voice"),
    "video": ("sendVideo", "video"),
    "file": ("sendDocument", "document"),
}
"""The method for each kind of file, and the name of the parameter that holds it."""

_CONTENT = "content"
"""The name of the part of a form that holds a file which its parameter only names."""


def request_of(call: Call) -> tuple[str, Parameters]:
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
        case ShowAlbum():
            return "sendMediaGroup", _album(call)
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


def _album(call: ShowAlbum) -> Parameters:
    """Return files as one album: the text stands below the first, and so below them all."""
    media: list[Parameters] = []
    uploads: Parameters = {}
    for place, file in enumerate(call.files):
        _, kind = _FILE_METHODS[file.kind]
        name, is_upload = f"{_CONTENT}{place}", isinstance(file.source, Upload)
        media.append({"type": kind, "media": f"attach://{name}" if is_upload else file.source})
        if is_upload:
            uploads[name] = _file(file.source)
    media[0] |= {"caption": call.caption} | _styles("caption_entities", call.entities)
    return {"media": media, **uploads}


def edit_of(call: Call) -> Request | None:
    """Return the method and the parameters that put a call in the place of an earlier one.

    Args:
        call: what is to stand there.

    Returns:
        None where nothing can become such a message: it is to be sent anew.
    """
    match call:
        case SayText(keyboard=tuple()):
            _, text = request_of(call)
            return "editMessageText", text
        case ShowFile(keyboard=tuple()) if call.kind != "voice":
            return "editMessageMedia", _media(call) | _keys(call.keyboard)
        case _:
            return None


def _media(call: ShowFile) -> Parameters:
    """Return a file as one that stands in the place of another (Bot API: InputMedia)."""
    _, kind = _FILE_METHODS[call.kind]
    source = call.source
    is_upload = isinstance(source, Upload)
    shown: Parameters = {
        "type": kind,
        "media": f"attach://{_CONTENT}" if is_upload else source,
        "caption": call.caption,
    }
    named = {"media": shown | _styles("caption_entities", call.entities)}
    return {**named, _CONTENT: _file(source)} if is_upload else {**named}
