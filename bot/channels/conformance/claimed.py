"""A message for each block: what shows whether a platform has it."""

from collections.abc import Mapping

from bot.channels.support import Block
from bot.core.content import Button, Card, Contact, Media, MediaKind, Message, Poll

YES, NO = Button("b.0", "Yes"), Button("b.1", "No")
"""The options of the poll."""


_SPOKEN = (
    "T2dnUwAAAAAAAAAAAAAAAAAAAAAAAAAAAAABE09wdXNIZWFkAQE4AQAAAAAAAABP"
    "Z2dTAAC4vAAAAAAAAAAAAAAAAAAAAAAAAAED+P/+"
)
"""A second of nothing in Ogg Opus: some platforms look whether a spoken note is one."""


def _file(kind: MediaKind, media_type: str, name: str, content: str = "AAAA") -> Message:
    size = len(content) * 3 // 4 - content.count("=")
    address = f"data:{media_type};base64,{content}"
    return Message("", "", media=(Media(kind, address, name, media_type, size),))


def _with(button: Button) -> Message:
    return Message("look", "look", (button,))


CLAIMED: Mapping[Block, Message] = {
    "image": _file("image", "image/png", "a.png"),
    "video": _file("video", "video/mp4", "a.mp4"),
    "audio": _file("audio", "audio/mpeg", "a.mp3"),
    "voice": _file("voice", "audio/ogg", "a.ogg", _SPOKEN),
    "file": _file("file", "application/pdf", "a.pdf"),
    "location": Message("", "", media=(Media("location", "geo:45.5,9.25"),)),
    "contact": Message("", "", contact=Contact("+390212345", "Ada")),
    "card": Message("look", "look", card=Card("A card", "light", "**light**")),
    "reply": Message("look", "look", (YES, NO)),
    "link": _with(Button("b.2", "Site", "https://example.org/")),
    "share_contact": _with(Button("b.3", "My number", authored=False, shares="contact")),
    "share_location": _with(Button("b.4", "My place", authored=False, shares="location")),
    "poll": Message("Which?", "Which?", (YES, NO), poll=Poll()),
}
"""A message that has a block and nothing else; what stands to earlier messages is not here."""
