"""What WhatsApp takes of texts, buttons and files, as data (Cloud API, reference of messages).

All lengths are in characters: Unicode code points.
"""

from typing import Final

from bot.channels.capabilities import MediaRoom, Pace, Rate
from bot.channels.splitting import Room

SCHEME: Final = "whatsapp"
"""How the address of a file begins that somebody sent: its id, which only the token opens."""

WINDOW_SECONDS: Final = 24 * 3600.0
"""For so long after a person's last word anything may be said to them; after that only what was
approved as a template (customer service window)."""

TEXT: Final = Room(4096, "characters")
"""A text message (text.body), whose marks count."""

BODY: Final = Room(1024, "characters")
"""A text above buttons (interactive.body of buttons, of a link and of a request for a place)."""

MENU_BODY: Final = Room(4096, "characters")
"""A text above a list (interactive.body of a list)."""

CAPTION_LIMIT: Final = 1024
"""The text below a picture, a film or a document."""

NAME_LIMIT: Final = 240
"""What a document is called (document.filename)."""

TEMPLATE_LIMIT: Final = 1024
"""The body of a template with what is filled in."""

MOST_BUTTONS: Final = 3
BUTTON_LIMIT: Final = 20
"""Reply buttons: up to three, with titles of up to 20 characters; the same for a link."""

MOST_ROWS: Final = 10
ROW_LIMIT: Final = 24
ROW_TEXT_LIMIT: Final = 72
"""A list: up to ten rows with titles of up to 24 characters and descriptions of up to 72."""

MOST_ID: Final = 200
"""The id of a row; that of a button may have 256."""

_MEGABYTE = 1024 * 1024

PICTURES: Final = frozenset({"image/jpeg", "image/png"})
FILMS: Final = frozenset({"video/mp4", "video/3gpp"})
SOUNDS: Final = frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"})
"""What is shown as a picture, a film and a sound (Cloud API: Supported media types)."""

_DOCUMENTS = frozenset(
    {
        "application/pdf",
        "text/plain",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)

SOUND_BYTES: Final = 16 * _MEGABYTE
"""The largest sound or film; what is larger goes as a document."""

MEDIA: Final = MediaRoom(
    kinds=frozenset({"image", "file", "audio", "video", "location", "voice"}),
    together=1,
    caption=CAPTION_LIMIT,
    bare=frozenset({"audio", "voice", "location"}),
    image_bytes=5 * _MEGABYTE,
    file_bytes=100 * _MEGABYTE,
    fetches=FILMS | SOUNDS | _DOCUMENTS,
)
"""Pictures of up to 5 MB, documents of up to 100 MB. Of an address it fetches what it supports."""

PACE: Final = Pace(
    channel=Rate(messages=80, seconds=1, burst=80),
    private=Rate(messages=10, seconds=60, burst=30),
)
"""80 messages a second from one number (Throughput), and one every six seconds to one person, of
which up to 45 may come at once (Pair rate limits). A burst of 30 is our choice: what was borrowed
is paid back with silence."""
