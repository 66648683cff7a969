"""What Discord takes of texts and files, as data."""

from bot.channels.capabilities import ChoiceRoom, MediaRoom, PollRoom
from bot.channels.splitting import Room

TEXT = Room(2000, "characters")
"""Discord's limit for the content of a message."""

MEDIA = MediaRoom(
    kinds=frozenset({"image", "file", "audio", "video", "voice"}),
    together=9,
    bare=frozenset({"voice"}),
    image_bytes=10 * 1024 * 1024,
    file_bytes=10 * 1024 * 1024,
)
"""Discord's reference, "Uploading Files": 10 MiB a file; a message holds ten, of which we keep one
for the picture of a card."""

POLL = PollRoom(question=300, label=55, most=10, buttons=True)
"""Discord's reference, Poll: a question of up to 300 characters, up to 10 answers of up to 55."""

POLL_HOURS = 768
"""As long as Discord lets a poll be open: how long we wait for an answer the brand says."""

A_LIST = 25
"""Discord's reference, String Select: so many options has one, and a message five rows."""

CHOICES = ChoiceRoom(most=4 * A_LIST, beside=5, above=10, several=A_LIST)
"""Four rows of one list each, and one of buttons. Up to two rows of buttons are no list: our
choice, for more of them is a wall on a telephone."""
