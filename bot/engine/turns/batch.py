"""Many turns in one transaction: the oldest waiting events, with what they set free before them."""

from collections import deque
from collections.abc import Collection, Sequence
from itertools import takewhile
from time import perf_counter
from typing import NamedTuple

import msgspec
from msgspec import Struct

from bot.core.effects import ErasePerson, StopEverything
from bot.core.events import Happened
from bot.core.ids import ConversationId
from bot.engine.beginning import Awake, freed, released
from bot.engine.report import TurnReport
from bot.engine.turns.aftermath import settle_late
from bot.engine.turns.bounds import PlayAlone, reaches_further, stay_within
from bot.engine.turns.case import BrandTurns
from bot.engine.turns.holding import (
    Held,
    Place,
    ask_held,
    held_until,
    place_of,
)
from bot.engine.turns.kinds import can_be_held, is_spoken, is_urgent_answer
from bot.engine.turns.scene import Scene, conversation_of, read_event, set_scene
from bot.engine.turns.times import TurnTime
from bot.engine.turns.turn import Taken, failed_turn, take_turn
from bot.engine.turns.wanting_less import conversations_of_less
from bot.engine.turns.writes import Writes
from bot.store.bell import EventsWait, Replied, WantsLess, is_shared, ring
from bot.store.beside import is_alone
from bot.store.confirming import is_any_unknown
from bot.store.connection import Connection
from bot.store.due_events import EventDue, EventHold
from bot.store.events import EventEnd, PendingEvent, pending_events
from bot.store.moments import to_moment
from bot.store.numbers import numbers_of
from bot.store.people import Account
from bot.store.reserving import Key, reserve

MOST_TURNS = 256
"""Events handled in one transaction at most: it stays well under a tenth of a second."""

BEGUN_WITH = 32
"""Turns whose rows a server may begin to write while those behind them are played."""

_HAPPENED = '{"type":"happened"'


class Batch(Struct, frozen=True):
    """What a batch did; `more` says that events may still be waiting.

    `left` counts the events that wait for their turn no longer: they had it, or are held back.
    `due` is the earliest moment (microseconds) for which something was set or held. `times` tells
    how long its turns took. Where others play beside us, `alone` says that the next event has to
    be played alone, and `busy` that some were left to whoever has their conversations.
    """

    reports: tuple[TurnReport, ...]
    more: bool
    left: int = 0
    due: int | None = None
    times: tuple[TurnTime, ...] = ()
    alone: bool = False
    busy: bool = False


def play_batch(
    connection: Connection,
    turns: BrandTurns,
    most: int = MOST_TURNS,
    known: Scene | None = None,
) -> Batch:
    """Play the oldest waiting events of a brand, in order, and write all that follows.

    A turn that fails is marked so, with an incident and a polite message; the others go on.

    Args:
        connection: inside a transaction.
        turns: the brand's machine, outlets and clock.
        most: events to play at most, besides those that they release.
        known: what was read before in this transaction.

    Returns:
        One report an event that was played.

    Raises:
        PlayAlone: others are beside us, and what comes next concerns them.
    """
    if not is_alone(connection):
        return _play_beside(connection, turns, most)
    pending = pending_events(connection, turns.brand.id, most)
    if not pending:
        return Batch((), more=False)
    return _Sitting(connection, turns, pending, known).play(more=len(pending) == most)


def _play_beside(connection: Connection, turns: BrandTurns, most: int) -> Batch:
    """Play those of the oldest events that are ours alone, while other processes play others."""
    reserved = reserve(connection, turns.brand.id, most)
    rows = list(takewhile(lambda row: row.channel != turns.brand.desk, reserved.rows))
    more = reserved.more or len(rows) < len(reserved.rows)
    if rows:
        batch = _Sitting(connection, turns, rows, keys=reserved.keys).play(more=more)
        return msgspec.structs.replace(batch, busy=reserved.busy)
    if reserved.rows:
        raise PlayAlone
    return Batch((), more=False, busy=reserved.busy or more)


def fail_oldest(connection: Connection, turns: BrandTurns) -> Batch:
    """Give up the oldest waiting event: its turn cannot be written."""
    reports: list[TurnReport] = []
    number = numbers_of(connection)
    for row in pending_events(connection, turns.brand.id, 1):
        scene = set_scene(connection, turns.brand.id, [row], turns.brand.desk)
        taken = failed_turn(turns, scene, row, number, "its rows could not be written")
        taken.stage.writes.write(connection)
        if taken.report is not None:
            reports.append(taken.report)
    return Batch(tuple(reports), more=True, left=len(reports))


class _Item(NamedTuple):
    """One event in the queue: `counted` among those that wait, `ready` to be played now."""

    row: PendingEvent
    counted: bool = False
    ready: bool = True


class _Sitting:
    """One batch of one brand while it is played; `keys` are what it holds, None: it is alone."""

    def __init__(
        self,
        connection: Connection,
        turns: BrandTurns,
        pending: Sequence[PendingEvent],
        known: Scene | None = None,
        keys: Collection[Key] | None = None,
    ) -> None:
        self._connection = connection
        self._turns = turns
        self._number = numbers_of(connection)
        self._held = Held()
        self._is_beside = keys is not None
        self._queue = deque(_Item(row, counted=True, ready=False) for row in pending)
        self._pending = len(pending)
        self._reports: list[TurnReport] = []
        self._times: list[TurnTime] = []
        self._freed: list[ConversationId] = []
        self._writes = Writes()
        self._due: list[int] = []
        informed = turns.ask_informed(connection, turns)
        held = ask_held(connection, turns.brand.id, pending)
        self._scene = self._set_scene(known=known)
        self._turns, self._held = informed(), held(self._scene)
        if keys is not None:
            stay_within(keys, self._held.rows, self._scene.homes)
        if self._held.rows:
            self._set_scene(known=self._scene)
        self._begun = self._open_released([row for row in pending if is_spoken(row)])

    def _open_released(
        self, spoken: Sequence[PendingEvent]
    ) -> dict[ConversationId, list[PendingEvent]]:
        """Open what quiet hours hold back from those who have written."""
        turns, begun = self._turns, dict[ConversationId, list[PendingEvent]]()
        conversations = list(dict.fromkeys(filter(None, map(self._conversation, spoken))))
        if not conversations:
            return begun
        awake = Awake(turns.brand, turns.outlets, tuple(conversations), turns.clock())
        rows = released(self._connection, awake, turns.fingerprint)
        if rows and self._is_beside:
            raise PlayAlone
        if rows:
            self._scene = self._set_scene(rows)
        for row in rows:
            if (conversation := self._conversation(row)) is not None:
                begun.setdefault(conversation, []).append(row)
        return begun

    def _set_scene(self, more: Sequence[PendingEvent] = (), known: Scene | None = None) -> Scene:
        """Read what everything needs that may still be played."""
        queued = [item.row for item in self._queue]
        held = self._held.rows
        brand = self._turns.brand
        return set_scene(self._connection, brand.id, [*queued, *held, *more], brand.desk, known)

    def _conversation(self, row: PendingEvent) -> ConversationId | None:
        """Return the conversation of an event, None where it has not begun."""
        person = self._scene.known(Account(self._turns.brand.id, row.channel, row.sender))
        return None if person is None else conversation_of(row, person)

    def _place(self, row: PendingEvent) -> Place:
        return place_of(row, self._scene)

    def play(self, *, more: bool) -> Batch:
        """Play everything, and write it."""
        while self._queue:
            item = self._queue.popleft()
            if not item.ready and not self._prepare(item):
                continue
            taken = self._take(item)
            if taken is None:
                return self._leave(item)
            if taken.stage.late:
                self._settle(taken)
                if not self._begun:
                    return self._done(more=True)
                # What was just opened has to be said before what comes after it.
                begun = [row for rows in self._begun.values() for row in rows]
                self._scene = self._set_scene(begun)
            elif self._is_beside and self._queue and len(self._reports) % BEGUN_WITH == 0:
                self._write_rows()
        self._write()
        return self._done(more=more)

    def _prepare(self, item: _Item) -> bool:
        """Put before an event what has to be played first; False: it is not to be played now."""
        row = item.row
        before: list[PendingEvent] = []
        if is_spoken(row):
            before += self._released_by(row)
        elif can_be_held(row) and not self._is_urgent(row):
            if self._hold(item):
                return False
            before += self._held.quiet.pop(self._place(row), ())
        if not before:
            return True
        self._queue.appendleft(item._replace(ready=True))
        self._queue.extendleft(_Item(one) for one in reversed(before))
        return False

    def _released_by(self, row: PendingEvent) -> list[PendingEvent]:
        """Return what a person's own message sets free, in order."""
        rows = self._held.quiet.pop(self._place(row), []) if self._held.quiet else []
        conversation = self._conversation(row) if self._begun else None
        if conversation is not None:
            rows = [*rows, *self._begun.pop(conversation, ())]
        return rows

    def _is_urgent(self, row: PendingEvent) -> bool:
        if not row.happening.startswith(_HAPPENED):
            return is_urgent_answer(row)
        happening = read_event(row, self._turns.clock()).happening
        return isinstance(happening, Happened) and self._turns.urgent(happening.name)

    def _hold(self, item: _Item) -> bool:
        """Hold an event back where its hour is quiet; say whether it is."""
        row, brand = item.row, self._turns.brand
        person = self._scene.known(Account(brand.id, row.channel, row.sender))
        until = held_until(brand, row, person, self._turns.clock())
        if until is None:
            return False
        self._writes.holds.append(EventHold(brand.id, row.id, until, "quiet"))
        self._held.add(msgspec.structs.replace(row, held="quiet"), self._scene)
        return True

    def _leave(self, item: _Item) -> Batch:
        """Leave this event, and all behind it, to a batch that is alone."""
        self._queue.appendleft(item)
        if not all(one.counted for one in self._queue):
            raise PlayAlone  # what was set free would be held again
        self._write()
        return self._done(more=True, alone=True)

    def _take(self, item: _Item) -> Taken | None:
        """Play an event; None: that is not for us, while others are beside us."""
        began = perf_counter()
        taken = take_turn(self._turns, self._scene, item.row, self._number)
        decided = perf_counter() - began
        if self._is_beside and reaches_further(taken):
            return None
        self._writes.add(taken.stage.writes)
        if taken.report is None and (can_be_held(item.row) or is_spoken(item.row)):
            self._held.add(msgspec.structs.replace(item.row, held="busy"), self._scene)
        elif taken.report is not None:
            said_at = item.row.received_at if is_spoken(item.row) else None
            self._times.append(TurnTime(decided, said_at))
            self._reports.append(taken.report)
        if taken.freed:
            self._free(item.row, taken)
        return taken

    def _free(self, row: PendingEvent, taken: Taken) -> None:
        """Let what waited for the end of a dialogue, or of a call, have its turn.

        What a person said meanwhile is next: what they say now comes after it.
        """
        now = to_moment(self._turns.clock())
        self._freed.append(taken.stage.place)
        brand, rows = self._turns.brand.id, self._held.busy.pop(self._place(row), [])
        said = [one for one in rows if is_spoken(one)]
        if any(isinstance(effect, StopEverything | ErasePerson) for _, effect in taken.stage.late):
            # It was said before: whoever has stopped does not want it to be answered any more.
            self._writes.ends += [
                EventEnd(brand, one.id, now, "done", one.happening, taken.stage.owner)
                for one in said
            ]
            said = []
        self._queue.extendleft(_Item(one) for one in reversed(said))
        for one in rows:
            if not is_spoken(one):
                self._writes.frees.append(EventDue(brand, one.id, now))

    def _settle(self, taken: Taken) -> None:
        """Do what must see everything before it, and nothing after it."""
        self._write()
        if settle_late(self._connection, taken.stage):
            self._due.append(taken.stage.at)
        if taken.report is not None:
            # An export and a farewell are said only now.
            stage = taken.stage
            self._reports[-1] = msgspec.structs.replace(
                taken.report, seq=stage.seq, held_for=stage.held_for
            )

    def _write(self) -> None:
        self._write_rows()
        if self._freed:
            now = self._turns.clock()
            if freed(self._connection, self._turns.brand.id, self._freed, now):
                self._due.append(to_moment(now))
            self._freed = []

    def _write_rows(self) -> None:
        if self._is_beside:
            self._know_presses()
        self._writes.write(self._connection)
        if (due := self._writes.next_due()) is not None:
            self._due.append(due)
        if self._writes.unsaid or self._writes.taken_back:
            # Others may be spoken to first instead.
            self._due.append(to_moment(self._turns.clock()))
        self._writes = Writes()

    def _know_presses(self) -> None:
        """See to it that no press settles what nobody knew: that is written down alone."""
        references = [press.reference for press in self._writes.presses]
        if references and is_any_unknown(self._connection, self._turns.brand.id, references):
            raise PlayAlone
        self._writes.presses.clear()

    def _done(self, *, more: bool, alone: bool = False) -> Batch:
        self._ring(more=more)
        left = self._pending - sum(item.counted for item in self._queue)
        due = min(self._due, default=None)
        return Batch(tuple(self._reports), more, left, due, tuple(self._times), alone)

    def _ring(self, *, more: bool) -> None:
        """Tell other processes what concerns them, besides what waits to be sent."""
        if not is_shared(self._connection):
            return
        brand = self._turns.brand.id
        if more:
            ring(self._connection, EventsWait(brand))
        awaited = {one.event.id for one in self._reports if one.waiter is not None}
        if awaited:
            ring(self._connection, Replied(brand, frozenset(awaited)))
        less = frozenset[ConversationId]().union(*map(conversations_of_less, self._reports))
        if less:
            ring(self._connection, WantsLess(brand, less))
