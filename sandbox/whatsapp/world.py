"""Everything that there is: numbers of brands, people, what they said, and a clock to be moved."""

import itertools
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from sandbox.whatsapp.buckets import Bucket
from sandbox.whatsapp.limits import PAIR_BURST, PAIR_SECONDS, THROUGHPUT, WINDOW_SECONDS

if TYPE_CHECKING:
    import asyncio

Json = dict[str, object]


class Template(Struct, kw_only=True):
    """An approved template: `body` has `{{1}}` and so on where something is filled in."""

    name: str
    language: str
    body: str
    status: str = "APPROVED"


class Kept(Struct, kw_only=True):
    """A file that is kept under an id."""

    content: bytes
    media_type: str


class Label(Struct, kw_only=True):
    """Something that can be pressed: `id` comes back, None where a page opens instead.

    `description` is what stands below the title of a row.
    """

    title: str
    id: str | None = None
    url: str | None = None
    description: str = ""
    row: bool = False


class Line(Struct, kw_only=True):
    """One message in a chat as the person sees it; `file` says of which kind one is shown.

    `raw` is the text with its marks, `quoted` the id of the message that it replies to. `shows` is
    of which kind `file` is. `read` says that the brand has shown a message of the person's as read.
    """

    id: str
    by: str
    type: str
    text: str = ""
    raw: str = ""
    labels: list[Label] = field(default_factory=list)
    file: str | None = None
    shows: str | None = None
    quoted: str | None = None
    template: str | None = None
    read: bool = False


class Person(Struct):
    """Somebody on WhatsApp: `spoke` is when they last wrote, by number of the brand's."""

    number: str
    name: str
    spoke: dict[str, float] = field(default_factory=dict)
    chats: dict[str, list[Line]] = field(default_factory=dict)
    pairs: dict[str, Bucket] = field(default_factory=dict)


class Number(Struct, kw_only=True):
    """A phone number of a brand's, with what its app is set up with."""

    id: str
    token: str
    secret: str
    verify_token: str
    shown: str
    name: str = "Brand"
    account: str = "200000"
    callback: str | None = None
    subscribed: bool = True
    templates: list[Template] = field(default_factory=list)
    throughput: Bucket = field(default_factory=lambda: Bucket(THROUGHPUT, 1 / THROUGHPUT))


class Recorded(Struct):
    """A request as it is told afterwards.

    `status` is that of its answer, None where there was none; `answered` the id that it told.
    """

    where: str
    number: str
    body: Json
    status: int | None = None
    answered: str | None = None


class World:
    """One world."""

    def __init__(self) -> None:
        self.numbers: dict[str, Number] = {}
        self.people: dict[str, Person] = {}
        self.files: dict[str, Kept] = {}
        self.calls: deque[Recorded] = deque(maxlen=100_000)
        self.watchers: set[asyncio.Event] = set()
        """Set whenever something has changed in a chat."""
        self.is_hurried = True
        """Whether what comes too fast is refused."""
        self._moved = 0.0
        self._ids = itertools.count(1)

    def now(self) -> float:
        """Return the time, in seconds since 1970: the machine's own, moved."""
        return time.time() + self._moved

    def later(self, seconds: float) -> None:
        """Move the clock."""
        self._moved += seconds

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing has yet."""
        return f"{prefix}{next(self._ids):012d}"

    def show(self, person: Person, number: Number, line: Line) -> None:
        """Let a line stand in a chat."""
        self.chat(person, number).append(line)
        self.changed()

    def changed(self) -> None:
        """Tell whoever watches that a chat is another than before."""
        for watcher in self.watchers:
            watcher.set()

    def pair(self, person: Person, number: Number) -> Bucket:
        """Return how fast one number may write to one person."""
        return person.pairs.setdefault(number.id, Bucket(PAIR_BURST, PAIR_SECONDS))

    def is_open(self, person: Person, number: Number) -> bool:
        """Say whether a person has spoken to a number within 24 hours."""
        spoke = person.spoke.get(number.id)
        return spoke is not None and self.now() - spoke < WINDOW_SECONDS

    def chat(self, person: Person, number: Number) -> list[Line]:
        """Return what stands in a chat, in order."""
        return person.chats.setdefault(number.id, [])

    def opened(self, token: str, account: str) -> Sequence[Number]:
        """Return the numbers of an account that a token opens."""
        return [
            one for one in self.numbers.values() if one.account == account and one.token == token
        ]

    def number(self, given: str) -> Number | None:
        """Return a number by its id; the only one where none is named."""
        numbers = self.numbers
        return numbers.get(given) or (next(iter(numbers.values())) if len(numbers) == 1 else None)
