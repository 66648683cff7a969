"""Choose and claim what is to be sent next: one unit of work, and the intent is on record.

Replies go first. What goes to many takes the room that is left, and never more than its share.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from msgspec import Struct, field

from bot.core.ids import BrandId, ChannelName
from bot.engine.outbox.clearing import Checkpoint, Parts, clear
from bot.engine.outbox.replacing import with_earlier
from bot.engine.outbox.verdicts import HELD, QUIET, Rules
from bot.store.bell import is_shared
from bot.store.claiming import (
    AWAITED,
    Claim,
    InLane,
    Line,
    Waiting,
    before_in_lanes,
    claim_groups,
    first_in_lane,
    waiting_groups,
    waiting_in_lane,
)
from bot.store.clearances import Standing
from bot.store.connection import Connection

_PASSED_OVER = 16
"""Groups that a look reads beyond its room, for those whose lanes are not free."""

_ROUNDS = 16
"""Groups of one lane that one look may find to be held or over; the next look goes on."""


class Wanted(Struct, frozen=True):
    """What a dispatcher asks for.

    `ready` lanes were busy before and may go on; `busy` lanes may not; all others are free, and
    go first with `new_first`. Everything up to the number `after` was seen before. `ready_bulk`
    and `after_bulk` are the same for what goes to many, which may take `bulk_room` of the room.
    """

    brand: BrandId
    channel: ChannelName
    owner: str
    ready: tuple[str, ...]
    busy: frozenset[str]
    after: int
    room: int
    now: int
    new_first: bool = False
    ready_bulk: tuple[str, ...] = ()
    after_bulk: int = 0
    bulk_room: int = 0
    rules: Rules = Rules()


class Later(Struct, frozen=True):
    """Until when the gate holds all of a lane (microseconds).

    None: what is before it goes to somebody who waits for it, and does so within moments.
    """

    until: int | None
    bulk: bool


class Claimed(Struct):
    """What it gets: groups of messages in order, and what was seen on the way.

    `later` are lanes of which nothing may leave yet, `behind` are lanes that are
    not free with more to come (`behind_bulk`: to many), `empty` are ready lanes that had nothing.
    `unseen` says that there was no room to look at everything. `standings` are the occurrences
    that the groups belong to.
    """

    after: int
    after_bulk: int = 0
    groups: list[Parts] = field(default_factory=list)
    later: dict[str, Later] = field(default_factory=dict)
    behind: set[str] = field(default_factory=set)
    behind_bulk: set[str] = field(default_factory=set)
    empty: list[str] = field(default_factory=list)
    unseen: bool = False
    unseen_bulk: bool = False
    standings: dict[str, Standing] = field(default_factory=dict)

    def goes_on_from(self, wanted: Wanted) -> bool:
        """Say whether something was taken or seen, so that another look may find more."""
        seen = self.after > wanted.after or self.after_bulk > wanted.after_bulk
        return seen or bool(self.groups or self.empty or self.behind)


def claim_next(connection: Connection, wanted: Wanted) -> Claimed:
    """Claim up to `room` groups, at most one a lane."""
    look = _Look(connection, wanted)
    steps = (
        (look.replies, look.bulk, look.ready)
        if wanted.new_first
        else (
            look.ready,
            look.replies,
            look.bulk,
        )
    )
    for step in steps:
        step()
    look.take()
    return look.claimed


class _Look:
    """One look at what waits: picks a group a lane, then takes them."""

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        self.claimed = Claimed(wanted.after, wanted.after_bulk)
        self._connection = connection
        self._wanted = wanted
        self._picked: dict[str, int] = {}
        self._found: set[str] = set()
        """The lanes that were picked because of a page, where others may be before."""
        most = wanted.bulk_room + _PASSED_OVER if wanted.bulk_room > 0 else 1
        self._bulk_page = self._page(wanted.after_bulk, most, bulk=1)
        self.claimed.unseen_bulk = len(self._bulk_page) == most

    def ready(self) -> None:
        """Let lanes go on that were busy before."""
        self._go_on(self._wanted.ready[: self._room])

    def replies(self) -> None:
        """Pick replies that were not seen before."""
        if self._room <= 0:
            self.claimed.unseen = True
            return
        most = self._room + _PASSED_OVER
        page = self._page(self._wanted.after, most, bulk=0)
        self.claimed.unseen = len(page) == most
        self.claimed.after, cut = self._scan(
            page, self._wanted.room, self.claimed.after, self.claimed.behind
        )
        self.claimed.unseen = self.claimed.unseen or cut

    def bulk(self) -> None:
        """Pick what goes to many, where no reply is left to be looked at."""
        most = len(self._picked) + min(self._wanted.bulk_room, self._room)
        if self.claimed.unseen or most <= len(self._picked):
            self.claimed.unseen_bulk = self.claimed.unseen_bulk or bool(self._bulk_page)
            return
        self._go_on(self._wanted.ready_bulk[: most - len(self._picked)])
        self.claimed.after_bulk, cut = self._scan(
            self._bulk_page, most, self.claimed.after_bulk, self.claimed.behind_bulk
        )
        self.claimed.unseen_bulk = self.claimed.unseen_bulk or cut

    def take(self) -> None:
        """Claim what was picked; where that may not leave now, what follows it in its lane."""
        wanted, claimed = self._wanted, self.claimed
        checkpoint = Checkpoint(wanted.brand, wanted.channel, wanted.rules, wanted.now)
        for _ in range(_ROUNDS):
            self._let_pass()
            if not self._picked:
                return
            parts = claim_groups(self._connection, self._claim(self._picked.values()))
            groups = [tuple(group) for _, group in groupby(parts, key=attrgetter("seq"))]
            cleared = clear(self._connection, checkpoint, groups)
            claimed.groups += (
                with_earlier(self._connection, wanted.brand, wanted.channel, group)
                for group in cleared.go
            )
            claimed.standings.update(cleared.standings)
            self._picked = {}
            for lane in cleared.lanes:
                self._pick_in_lane(lane, wake=False)
        claimed.behind.update(self._picked)

    @property
    def _room(self) -> int:
        return self._wanted.room - len(self._picked)

    def _page(self, after: int, most: int, *, bulk: int) -> Sequence[Waiting]:
        wanted = self._wanted
        line = Line(wanted.brand, wanted.channel, bulk)
        return waiting_groups(self._connection, line, after, most)

    def _go_on(self, lanes: Iterable[str]) -> None:
        for lane in lanes:
            first = first_in_lane(self._connection, self._wanted.brand, self._wanted.channel, lane)
            if first is None:
                self.claimed.empty.append(lane)
            elif self._is_held(first):
                self._pick_in_lane(lane, wake=True)
            else:
                self._picked[lane] = first.seq

    def _scan(
        self, page: Iterable[Waiting], most: int, after: int, behind: set[str]
    ) -> tuple[int, bool]:
        """Pick from groups in order; return the last that was seen, and whether room was short."""
        for group in page:
            if group.lane in self._wanted.busy or group.lane in self._picked:
                behind.add(group.lane)
            elif len(self._picked) >= most:
                return after, True
            elif group.lane in self.claimed.later:
                self._behind_held(group, behind)
            elif self._is_held(group):
                bulk = behind is self.claimed.behind_bulk
                self.claimed.later[group.lane] = Later(group.due_at, bulk)
            else:
                self._picked[group.lane] = group.seq
                self._found.add(group.lane)
            after = group.seq
        return after, False

    def _let_pass(self) -> None:
        """Let what was said before go before, though it was not in the same page.

        To many it has a page of its own. Another process may have said it, or have given it back,
        after higher numbers of other lanes had been seen, and is to tell us still. And what is kept
        for somebody who waits for replies goes first. All of it is there by now, for it was there
        before what was picked.
        """
        found, self._found = self._found, set()
        is_alone, wanted, lanes = not is_shared(self._connection), self._wanted, list(self._picked)
        if not lanes or (is_alone and not (found and self._bulk_page)):
            return
        for lane, seq in before_in_lanes(self._connection, wanted.brand, wanted.channel, lanes):
            picked = self._picked.get(lane, 0)
            if seq == AWAITED and picked and not is_alone:  # alone, the dispatcher knows of them
                del self._picked[lane]
                self.claimed.later[lane] = Later(None, bulk=False)
            elif AWAITED < seq < picked and lane in found:
                del self._picked[lane]
                self._pick_in_lane(lane, wake=True)

    def _behind_held(self, group: Waiting, behind: set[str]) -> None:
        """A group stands behind one that is held: it goes on unless it is held as well."""
        behind.add(group.lane)
        if not self._is_held(group):
            self._pick_in_lane(group.lane, wake=True)

    def _pick_in_lane(self, lane: str, *, wake: bool) -> None:
        """Pick what may go of a lane whose first group is held, or say when to look again.

        With `wake`, a reply wakes what quiet hours hold before it: the gate will see why.
        """
        wanted, claimed = self._wanted, self.claimed
        rows = waiting_in_lane(self._connection, wanted.brand, wanted.channel, lane)
        claimed.later.pop(lane, None)
        found = _first_to_go(rows, wanted.now, wake=wake)
        if not rows:
            if lane in wanted.busy:
                claimed.empty.append(lane)
        elif isinstance(found, Later):
            claimed.later[lane] = found
        else:
            self._picked[lane] = found
            others = [row for row in rows if row.seq != found]
            if others:
                bulk = all(row.bulk for row in others)
                (claimed.behind_bulk if bulk else claimed.behind).add(lane)

    def _is_held(self, one: InLane | Waiting) -> bool:
        return _is_held(one, self._wanted.now)

    def _claim(self, seqs: Iterable[int]) -> Claim:
        wanted = self._wanted
        return Claim(
            brand=wanted.brand,
            channel=wanted.channel,
            seqs=tuple(seqs),
            lease_owner=wanted.owner,
            lease_until=None,
            now=wanted.now,
        )


def _is_held(one: InLane | Waiting, now: int) -> bool:
    return one.due_at > now and one.reason in HELD


def _first_to_go(rows: Sequence[InLane], now: int, *, wake: bool) -> int | Later:
    """Return which group of a lane goes now, or until when all of it is held."""
    awake = wake and any(row.kind == "reply" for row in rows)
    for row in rows:
        if not _is_held(row, now) or (awake and row.reason == QUIET):
            return row.seq
    until = min((row.due_at for row in rows), default=now)
    return Later(until, bulk=all(row.bulk for row in rows))
