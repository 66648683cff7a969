"""The queue of one bot's updates: numbered upwards, kept a day, forgotten when confirmed."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Raw, Struct, field

KEPT_SECONDS = 86_400.0
"""Bot API, Getting updates: incoming updates will not be kept longer than 24 hours."""

UPDATE_LIMIT = 100
"""Bot API, getUpdates: values between 1-100 are accepted, defaults to 100."""

CALLBACK_SECONDS = 150.0
"""The Bot API server keeps a press no longer than this: nobody could answer it later."""

FAR_OFFSET = 10
"""The Bot API server takes an offset that is further ahead than this for none."""

UNASKED_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Bot API, getUpdates: these are told only to those who ask for them by name."""


class Update(Struct, frozen=True):
    """One update: `kind` is the name of its one field beside the id, `body` its JSON.

    Updates of one `line` are posted one after the other, others beside them.
    """

    update_id: int
    kind: str
    at: float
    body: Raw
    line: str = ""

    def is_late(self, now: float) -> bool:
        """Say whether nobody will be told of it any more."""
        kept = CALLBACK_SECONDS if self.kind == "callback_query" else KEPT_SECONDS
        return now - self.at > kept


class UpdateQueue:
    """What a bot has not confirmed yet.

    Args:
        first_id: of the first update.
        clock: tells the present time in seconds.
    """

    def __init__(self, first_id: int, clock: Callable[[], float]) -> None:
        self._next_id = first_id
        self._clock = clock
        self._waiting: deque[Update] = deque()
        self._allowed: frozenset[str] = frozenset()
        self._changed = asyncio.Event()
        self.polls = 0
        """How many requests for updates there have been: only the newest may wait."""

    @property
    def allowed(self) -> frozenset[str]:
        """The kinds that were asked for; none means the usual ones."""
        return self._allowed

    def allow(self, kinds: Sequence[str]) -> None:
        """Tell only these kinds from now on; none means the usual ones."""
        self._allowed = frozenset(kinds)

    def push(self, kind: str, body: object) -> int | None:
        """Put an update at the end and return its id; None where the bot did not ask for such.

        Args:
            kind: the name of its field, such as `message`.
            body: what the field holds.
        """
        wanted = kind in self._allowed if self._allowed else kind not in UNASKED_KINDS
        return self.inject({kind: body}) if wanted else None

    def inject(self, update: dict[str, object]) -> int:
        """Put an update at the end whatever it holds, and return its id.

        Args:
            update: all its fields; with an `update_id` of its own the numbering goes on from there.
        """
        given = update.get("update_id")
        update_id = given if isinstance(given, int) else self._next_id
        self._next_id = max(self._next_id, update_id + 1)
        kind = next((name for name in update if name != "update_id"), "")
        body = msgspec.json.encode({**update, "update_id": update_id})
        line = _line_of(kind, body)
        self._waiting.append(Update(update_id, kind, self._clock(), Raw(body), line))
        self.wake()
        return update_id

    def pending(self) -> Sequence[Update]:
        """Return what waits, oldest first, without what is too old."""
        now = self._clock()
        if any(update.is_late(now) for update in self._waiting):
            self._waiting = deque(update for update in self._waiting if not update.is_late(now))
        return self._waiting

    def confirm_below(self, offset: int) -> None:
        """Forget what stands before an offset; a negative one counts from the end.

        Args:
            offset: 0 confirms nothing (Bot API: getUpdates).
        """
        waiting = self.pending()
        if offset < 0:
            offset = waiting[max(len(waiting) + offset, 0)].update_id if waiting else 0
        if offset > self._next_id + FAR_OFFSET:
            return
        while self._waiting and self._waiting[0].update_id < offset:
            self._waiting.popleft()

    def confirm(self, update_id: int) -> None:
        """Forget one update, which a webhook has taken."""
        self._waiting = deque(one for one in self._waiting if one.update_id != update_id)

    def forget(self) -> None:
        """Drop everything that waits."""
        self._waiting.clear()

    def begin_poll(self) -> int:
        """Return the number of a new request for updates; an older one that waits learns it."""
        self.polls += 1
        self.wake()
        return self.polls

    def wake(self) -> None:
        """Let everyone who waits for a change look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        """Wait until something came in, or until the way of receiving changed."""
        await self._changed.wait()


class _Somebody(Struct, frozen=True):
    id: int | None = None


class _Where(Struct, frozen=True):
    chat: _Somebody = _Somebody()
    sender: _Somebody = field(default=_Somebody(), name="from")


_WHERE = msgspec.json.Decoder(dict[str, _Where | int])


def _line_of(kind: str, body: bytes) -> str:
    """Return in which line an update waits: presses by their person, all else by its chat.

    The Bot API server numbers its queues so: within one the order is kept, not between two.
    """
    try:
        where = _WHERE.decode(body).get(kind)
    except msgspec.MsgspecError:
        return kind
    if not isinstance(where, _Where):
        return kind
    is_press = kind == "callback_query"
    return f"{kind if is_press else 'chat'} {where.sender.id if is_press else where.chat.id}"
