"""What Telegram takes of texts and files, as data."""

from bot.channels.capabilities import MediaRoom, PollRoom
from bot.channels.splitting import Room

SCHEME = "telegram"
"""How the address of a file begins that Telegram keeps under an id: it holds no token."""

TEXT = Room(4096, "utf16", marks=False)
"""Telegram's limit for a text, beside which its styles go as entities (MessageLimit)."""

CAPTION_LIMIT = 1024
"""Telegram's limit for the text below a file, in UTF-16 units (MessageLimit.CAPTION_LENGTH)."""

POLL = PollRoom(question=300, label=100, most=12, buttons=True)
"""Bot API, sendPoll: a question of up to 300 characters, up to 12 options of up to 100."""

ALBUM_LIMIT = 10
"""So many pictures and films make one album (Bot API: sendMediaGroup)."""

_MEGABYTE = 1024 * 1024

MEDIA = MediaRoom(
    kinds=frozenset({"image", "file", "audio", "video", "location", "voice"}),
    together=ALBUM_LIMIT,
    album=frozenset({"image/jpeg", "image/png", "video/mp4"}),
    caption=CAPTION_LIMIT,
    bare=frozenset({"location"}),
    image_bytes=10 * _MEGABYTE,
    file_bytes=50 * _MEGABYTE,
    fetches=frozenset(
        {
            "application/pdf",
            "application/zip",
            "audio/mp4",
            "audio/mpeg",
            "audio/ogg",
            "video/mp4",
        }
    ),
    own=SCHEME,
)
"""Bot API: pictures of up to 10 MB, other files of up to 50 MB. Of documents at an address it
fetches PDF and ZIP only (Sending files); sounds and films have to be what their methods take.
An album is of 2 to 10 pictures and films, and has no buttons (sendMediaGroup)."""
