"""What a platform can do, as data."""

from typing import Literal

from msgspec import Struct

from bot.core.content import MediaKind
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


Thing = Literal["image", "file", "location", "contact", "reaction"]
"""What a person may send: a picture, any file, a place, a telephone number, a sign to a message."""

Ability = Literal["contact", "link", "share_contact", "share_location", "edit", "quote", "typing"]
"""What a platform either has or has not: contacts, buttons that open a page, buttons by which
people share their number or place, messages that become others, replies that show what they reply
to, and signs of typing."""


class MediaRoom(Struct, frozen=True, kw_only=True):
    """What a platform takes of files.

    `kinds` are those that it tells apart: what is of another kind goes as the next best one.
    `together` is how many one message holds, None for any number. `caption` is how long a text
    may be that stands in one message with them, in the table's `unit`; None: as long as any. `bare`
    are the kinds beside which none stands, however short.
    `image_bytes` is the largest picture that is shown as one, `file_bytes` the largest file of
    ours that it takes at all. `fetches` are the media types, besides pictures, that it fetches from
    an address on the web, None for all. `own` is how addresses begin that it alone finds.
    `album` are the media types of pictures and films of which several stand in one message, without
    buttons; None: whatever files there are stand together.
    """

    kinds: frozenset[MediaKind] = frozenset({"image", "file", "audio", "video", "location"})
    together: int | None = None
    caption: int | None = None
    bare: frozenset[MediaKind] = frozenset()
    image_bytes: int | None = None
    file_bytes: int | None = None
    fetches: frozenset[str] | None = None
    own: str | None = None
    album: frozenset[str] | None = None


class CardRoom(Struct, frozen=True, kw_only=True):
    """How much a card holds, in the table's `unit`: its title, and its text with its marks."""

    title: int
    text: int


class ChoiceRoom(Struct, frozen=True, kw_only=True):
    """What lists to choose from hold, where choices are more than there is room for as buttons.

    `most` is how many choices of the author's one message may have in them, `beside` how many other
    buttons may stand below. Up to `above` choices are buttons still. `several` is how many one list
    holds in which several are picked at once, 0 where there is no such.
    """

    most: int
    beside: int
    above: int
    several: int = 0


class PollRoom(Struct, frozen=True, kw_only=True):
    """What a poll of the platform's own holds; it also tells who has voted for what.

    `question` is how long what is asked may be, and `label` an option, in the table's `unit`; marks
    are not shown. `fewest` and `most` are how many options there may be. `several` says that people
    may vote for more than one, `buttons` that other buttons may stand below.
    """

    question: int
    label: int
    most: int
    fewest: int = 2
    several: bool = True
    buttons: bool = False


class Tolerance(Struct, frozen=True):
    """How many refusals in how many seconds a platform bears from one address."""

    count: int
    seconds: float


class Capabilities(Struct, frozen=True, kw_only=True):
    """The table of one adapter.

    `text_limit` and `label_limit` are in `unit`; None means no limit. `buttons` is the most
    that one message may carry, 0 where the platform has none, and `press_bytes` how long the id of
    one may be in UTF-8. `choices` is what lists hold where it has such, None where it has none.
    `counts_marks` is false where styles go beside the text, and take none of
    its room. `has` is what else there is. `groups` says that the parts of one turn go out in one
    call. `pace` is how fast we write there, None where nobody minds.
    `media` is what it takes of files, `card` how much its cards hold and `poll` its polls, None
    where it has none.
    `receives` are the things that people can send there beside words.
    `recognises` is for how many seconds the platform knows a repetition under the same id, and
    shows it once: None where it never does, infinite where it always does. `refusals` is how
    often it refuses an address before it shuts it out, None where it never does. `posts` says that
    there are spaces of the brand's own, as channels of news, in which it posts and nobody answers.
    `window` is for how many seconds after a person's last word it takes anything for them: later
    only what it has approved before, or nothing. None where that has no end.
    """

    text_limit: int | None = None
    unit: TextUnit = "characters"
    counts_marks: bool = True
    buttons: int = 0
    label_limit: int | None = None
    choices: ChoiceRoom | None = None
    press_bytes: int | None = None
    has: frozenset[Ability] = frozenset({"link"})
    media: MediaRoom = MediaRoom()
    card: CardRoom | None = None
    poll: PollRoom | None = None
    receives: frozenset[Thing] = frozenset()
    groups: bool = False
    pace: Pace | None = None
    recognises: float | None = None
    refusals: Tolerance | None = None
    posts: bool = False
    window: float | None = None
