"""What Telegram says of a message that stands now: pure, and total over any answer."""

import msgspec
from msgspec import Struct

from bot.core.outcomes import Accepted


class _Named(Struct, frozen=True):
    id: str


class _Kept(Struct, frozen=True):
    file_id: str


class Sent(Struct, frozen=True):
    """The few fields that we read of it; of a picture the last size is the largest."""

    message_id: int | None = None
    poll: _Named | None = None
    photo: tuple[_Kept, ...] = ()
    animation: _Kept | None = None
    audio: _Kept | None = None
    document: _Kept | None = None
    video: _Kept | None = None
    voice: _Kept | None = None

    @property
    def outcome(self) -> Accepted:
        """How the send ended: the message's number, and the poll that it is."""
        number = None if self.message_id is None else str(self.message_id)
        return Accepted(number, None if self.poll is None else self.poll.id)

    @property
    def file(self) -> str | None:
        """The id under which Telegram keeps the file that it shows, None where it shows none."""
        photo = self.photo[-1] if self.photo else None
        kept = photo or self.animation or self.audio or self.video or self.voice or self.document
        return None if kept is None else kept.file_id


def read_sent(result: object) -> Sent:
    """Return what is known of a message.

    Args:
        result: of the method that sent it, as plain values; of an album all its messages.
    """
    if isinstance(result, list) and result:
        result = result[0]
    try:
        return msgspec.convert(result, Sent)
    except msgspec.ValidationError:
        return Sent()
