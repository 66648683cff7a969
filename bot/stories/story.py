"""A story as its file says: who talks, what is said, and what must be true then."""

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType, field

from bot.brand.nodes import Place
from bot.core.calls import Method
from bot.core.content import Contact, Media
from bot.core.values import Value

SOMEBODY = "person"
"""Who acts where no `as:` says so."""

NOWHERE = Place("", 1, 1)
"""Where a step stands that nobody has written down."""

_FIRST_ERROR = 400


class Exactly(Struct, frozen=True):
    """The whole text."""

    text: str


class Contains(Struct, frozen=True):
    """A part of the text."""

    part: str


class Matches(Struct, frozen=True):
    """A regular expression found somewhere in the text."""

    pattern: str


class AnyOf(Struct, frozen=True):
    """One of several whole texts, such as the variants of a `say`."""

    texts: tuple[str, ...]


class Anything(Struct, frozen=True):
    """Any text: only what stands beside it counts."""


class Silence(Struct, frozen=True):
    """Nothing more is said in this turn."""


Expected = Exactly | Contains | Matches | AnyOf | Anything | Silence
"""The closed union of what a `bot` step may ask of a message."""


class Says(Struct, frozen=True):
    """A person writes, or sends attachments, a contact, a vote."""

    place: Place
    who: str
    text: str
    attachments: tuple[Media, ...] = ()
    contact: Contact | None = None
    poll: tuple[str, ...] = ()


class Arrives(Struct, frozen=True):
    """A person opens the conversation, perhaps through a link."""

    place: Place
    who: str
    payload: str | None


class Presses(Struct, frozen=True):
    """A person presses a button: the newest with this label, or that of the message `of`."""

    place: Place
    who: str
    label: str
    of: str | None = None


class WantedCard(Struct, frozen=True):
    """What a card must hold; what is None is not asserted."""

    title: str | None = None
    text: str | None = None
    image: str | None = None
    url: str | None = None


class Hears(Struct, frozen=True):
    """The next message to this person; what is None is not asserted.

    `buttons` are the authored labels, `media` the addresses of all files.
    """

    place: Place
    who: str
    expected: Expected
    buttons: tuple[str, ...] | None = None
    media: tuple[str, ...] | None = None
    card: WantedCard | None = None


class Later(Struct, frozen=True):
    """The clock moves on by so many seconds."""

    place: Place
    seconds: int


class Occurs(Struct, frozen=True):
    """Something happens elsewhere: it concerns `who`, or the whole brand where `everyone`."""

    place: Place
    who: str
    name: str
    data: Value = None
    everyone: bool = False


class Post(Struct, frozen=True):
    """One post of a feed."""

    title: str
    link: str | None = None
    summary: str = ""


class Posts(Struct, frozen=True):
    """A feed of the brand has new posts, the newest first."""

    place: Place
    feed: str
    posts: tuple[Post, ...]


class Starts(Struct, frozen=True):
    """Somebody starts a broadcast by hand, whatever its timetable says."""

    place: Place
    broadcast: str


class Facts(Struct, frozen=True):
    """What must be true of a person now; what is UNSET is not asserted.

    `slots` are some of the innermost run's; `subscribed` and `tags` are complete.
    """

    slots: dict[str, Value] | UnsetType = UNSET
    subscribed: tuple[str, ...] | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    dialogue: str | UnsetType | None = UNSET
    language: str | UnsetType = UNSET
    outcome: str | UnsetType | None = UNSET
    emitted: tuple[str, ...] | UnsetType = UNSET
    handoff: bool | str | UnsetType = UNSET


class Expects(Struct, frozen=True):
    """Facts of one person are compared; `places` says where each of them is written."""

    place: Place
    who: str
    facts: Facts
    places: dict[str, Place] = field(default_factory=dict)


class ActionStub(Struct, frozen=True):
    """What a function of actions.py returns from here on, `times` times, None for always.

    A call of one that `fails` has failed for good.
    """

    place: Place
    name: str
    returns: Value = None
    fails: bool = False
    times: int | None = None


class HttpStub(Struct, frozen=True):
    """What an address answers from here on; `*` in it stands for anything.

    `method` is None where any will do. `answer` is what the answer holds; with `timeout` there is
    none.
    """

    place: Place
    url: str
    method: Method | None = None
    status: int = 200
    answer: Value = None
    timeout: bool = False
    times: int | None = None

    @property
    def fails(self) -> bool:
        """Whether a call of it fails."""
        return self.timeout or self.status >= _FIRST_ERROR


Stub = ActionStub | HttpStub


class Pins(Struct, frozen=True):
    """From here on everybody goes these ways: arms by the names of splits."""

    place: Place
    arms: dict[str, str]


Act = Says | Arrives | Presses | Later | Occurs | Posts | Starts
"""The closed union of what can happen to a brand."""

Step = Act | Hears | Expects | Stub | Pins
"""The closed union of story steps."""


class Cast(Struct, frozen=True):
    """What is known of the people before the story begins (`with:`)."""

    name: str | None = None
    first_name: str | None = None
    timezone: str | None = None
    subscribed: tuple[str, ...] = ()


class Story(Struct, frozen=True):
    """One conversation to be played; what its head does not say is None.

    In a `space` everybody talks in the group of that name.

    `now` without a zone is in the brand's. `places` says where each part of the head stands.
    """

    name: str
    place: Place
    steps: tuple[Step, ...]
    channel: str | None = None
    language: str | None = None
    now: datetime | None = None
    space: str | None = None
    cast: Cast = Cast()
    pinned: Pins | None = None
    places: dict[str, Place] = field(default_factory=dict)
