"""What Discord takes of texts and files, as data."""

from bot.channels.capabilities import MediaRoom
from bot.channels.splitting import Room

TEXT = Room(2000, "characters")
"""Discord's limit for the content of a message."""

MEDIA = MediaRoom(
    kinds=frozenset({"image", "file", "audio", "video"}),
    together=9,
    image_bytes=10 * 1024 * 1024,
    file_bytes=10 * 1024 * 1024,
)
"""Discord's reference, "Uploading Files": 10 MiB a file; a message holds ten, of which we keep one
for the picture of a card."""
