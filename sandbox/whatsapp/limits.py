"""How long everything may be (Cloud API, reference of messages), in Unicode code points.

The stand-in refuses what Meta refuses; it shares no code with what it tries.
"""

from typing import Annotated

from msgspec import Meta

Body = Annotated[str, Meta(min_length=1, max_length=4096)]
"""A text, and what stands above a list."""

ShortBody = Annotated[str, Meta(min_length=1, max_length=1024)]
"""What stands above buttons, a link or a request for a place; a caption."""

HeaderText = Annotated[str, Meta(min_length=1, max_length=60)]
ButtonTitle = Annotated[str, Meta(min_length=1, max_length=20)]
ButtonId = Annotated[str, Meta(min_length=1, max_length=256)]
RowId = Annotated[str, Meta(min_length=1, max_length=200)]
RowTitle = Annotated[str, Meta(min_length=1, max_length=24)]
RowText = Annotated[str, Meta(max_length=72)]
Address = Annotated[str, Meta(pattern=r"^https?://[^\s]+$", max_length=2000)]
Digits = Annotated[str, Meta(pattern=r"^\+?[0-9]{5,20}$")]
Emoji = Annotated[str, Meta(max_length=16)]
CallbackData = Annotated[str, Meta(max_length=512)]
FileName = Annotated[str, Meta(max_length=240)]

MOST_ROWS = 10
TEMPLATE_BODY = 1024
MEGABYTE = 1024 * 1024

FILE_BYTES = {"image": 5, "audio": 16, "video": 16, "document": 100, "sticker": 1}
"""The largest file of each kind, in megabytes."""

FILE_TYPES = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "audio": frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    "video": frozenset({"video/mp4", "video/3gpp"}),
    "sticker": frozenset({"image/webp"}),
}
"""What each kind takes (Supported media types); a document may be of any."""

WINDOW_SECONDS = 24 * 3600
PAIR_SECONDS = 6.0
PAIR_BURST = 45
THROUGHPUT = 80
