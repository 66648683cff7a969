"""What a platform can do, as data."""

from msgspec import Struct

from bot.core.lengths import TextUnit


class Rate(Struct, frozen=True):
    """So many messages in so many seconds; `burst` of them may go out at once."""

    messages: float
    seconds: float
    burst: int


class Pace(Struct, frozen=True, kw_only=True):
    """Our own pace on a platform that slows down who writes too fast; None means no limit.

    `channel` is for everything that one channel says, `private` for each person, `group` for each
    group: the threads of one, written `group/thread`, share its pace.
    """

    channel: Rate | None = None
    private: Rate | None = None
    group: Rate | None = None


class Capabilities(Struct, frozen=True, kw_only=True):
    """The table of one adapter.

    `text_limit` and `label_limit` are in `unit`; None means no limit. `buttons` is the most
    that one message may carry, 0 where the platform has none. `counts_marks` is false where styles
    go beside the text, and take none of its room. `groups` says that the parts of one
    turn go out in one call. `pace` is how fast we write there, None where nobody minds.
    `recognises` is for how many seconds the platform knows a repetition under the same id, and
    shows it once: None where it never does, infinite where it always does.
    """

    text_limit: int | None = None
    unit: TextUnit = "characters"
    counts_marks: bool = True
    buttons: int = 0
    label_limit: int | None = None
    media: bool = True
    groups: bool = False
    pace: Pace | None = None
    recognises: float | None = None
