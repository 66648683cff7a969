"""Tells one brand's own system what its dialogues emit, beside all conversations."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.core.ids import BrandId
from bot.core.outcomes import Misconfigured, Outcome, Unknown
from bot.engine.emissions.told import (
    Told,
    body_of,
    end_of,
    given_up_incident,
    refused_incident,
    write_told,
)
from bot.engine.figures import ChannelState, state_of
from bot.engine.outbox.gate import OPEN, after, given_up
from bot.engine.retry import Again, Settle, Tries, decide
from bot.engine.roles.tenure import Tenure
from bot.engine.worker import Worker
from bot.posting import Destination, post
from bot.store.beside import BESIDE
from bot.store.clock import waiting_time
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.emissions import EmissionEnd, WaitingEmission, waiting_emissions
from bot.store.incidents import IncidentRow
from bot.store.moments import SECOND, from_moment

if TYPE_CHECKING:
    from aiohttp import ClientSession

_LOG = logging.getLogger(__name__)

MOST_IN_FLIGHT = 8
"""Events of one brand under way at once, each about another person."""


class Teller:
    """Sends what waits, oldest first, one event a person at a time.

    Args:
        store: where events wait.
        brand: whose.
        to: where they go.
        clock: tells the present time in UTC.
        steady: tells a time that nobody sets.
    """

    def __init__(
        self,
        store: Store,
        brand: BrandId,
        to: Destination,
        clock: Callable[[], datetime],
        steady: Callable[[], datetime],
    ) -> None:
        self.ended: Counter[str] = Counter()
        self._store = store
        self._brand = brand
        self._to = to
        self._clock = clock
        self._steady = steady
        self._gate = OPEN
        self._refusal: Misconfigured | None = None
        self._worker = Worker(store, _LOG, what="events to tell", doing="telling events")

    @property
    def state(self) -> ChannelState:
        """Whether the brand's system is told: `paused` while it does not take what is sent."""
        return state_of(self._gate, self._steady())

    def start(self, session: "ClientSession", tenure: Tenure) -> None:
        """Begin to send, as long as that is our role; what waits from before goes first."""
        self._worker.start(partial(self._begin, session, tenure))

    def look(self) -> None:
        """There may be something to send, or time has passed."""
        self._worker.look()

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be sent now."""
        await self._worker.idle()

    async def stop(self, grace: float) -> None:
        """Send nothing new, and cut what is not done after `grace` seconds.

        What is cut still waits: a start sends it again under its id.
        """
        await self._worker.stop(grace)

    async def _begin(self, session: "ClientSession", tenure: Tenure) -> float | None:
        """Begin to send what may go out now; return in how many seconds there is more by itself."""
        now = self._steady()
        if not tenure.may_act():
            return None
        room = self._gate.room(now, len(self._worker.under_way), MOST_IN_FLIGHT)
        if not room:
            return self._opening(now)
        # What ends while the store is asked is not new.
        under_way = frozenset(self._worker.under_way)
        present, rows = await self._store.run(
            lambda found: self._waiting(found, len(under_way) + room + 1), BESIDE
        )
        free = [row for row in rows if row.id not in under_way]
        # One that is held back is tried with whatever there is.
        due = free if self._gate.probing else [row for row in free if row.due_at <= present]
        for row in due[:room]:
            self._worker.do(row.id, self._send(session, row))
        later = free[len(due) :]
        return (later[0].due_at - present) / SECOND if later else None

    def _waiting(self, connection: Connection, most: int) -> tuple[int, list[WaitingEmission]]:
        """Return what waits, beside the moment by which it does."""
        present = waiting_time(connection, self._steady())
        return present, waiting_emissions(connection, self._brand, most)

    def _opening(self, now: datetime) -> float | None:
        """Return in how many seconds the gate opens, unless that is left to a send under way."""
        opening = self._gate.not_before
        is_to_come = self._gate.is_held(now) and not self._gate.closed
        return (opening - now).total_seconds() if opening is not None and is_to_come else None

    async def _send(self, session: "ClientSession", row: WaitingEmission) -> None:
        try:
            outcome = await post(session, self._to, row.id, body_of(row), self._clock)
        except Exception as error:  # noqa: BLE001 - a fault of ours is an unknown end
            _LOG.error("telling an event failed error=%s", type(error).__name__)
            outcome = Unknown(type(error).__name__)
        await self._record(self._told(row, outcome, self._clock()))

    def _told(self, row: WaitingEmission, outcome: Outcome, now: datetime) -> Told:
        since = now if row.first_tried_at is None else from_moment(row.first_tried_at)
        decision = decide(outcome, Tries(row.attempts + 1, since), now)
        works_again = self._pass_gate(row, outcome, ended=isinstance(decision, Settle))
        end = end_of(self._brand, row, decision, now)
        incidents = tuple(self._reports(row, outcome, end, now))
        again_after = decision.after if isinstance(decision, Again) else None
        return Told(end, incidents, works_again, again_after)

    def _pass_gate(self, row: WaitingEmission, outcome: Outcome, *, ended: bool) -> bool:
        """Let the gate know; say whether the other side takes events again."""
        before = self._gate
        self._gate = after(before, row.person, outcome, self._steady())
        if ended:
            self._gate = given_up(self._gate, row.person)
        if not (before.probing and self._gate.is_free):
            return False
        _LOG.info("events are told again brand=%s", self._brand)
        return True

    def _reports(
        self, row: WaitingEmission, outcome: Outcome, end: EmissionEnd, now: datetime
    ) -> Iterator[IncidentRow]:
        """Return what operators are told: what is given up, and once that all is refused."""
        if end.status == "rejected":
            yield self._reported(given_up_incident(self._brand, row, end, now))
        if isinstance(outcome, Misconfigured) and outcome != self._refusal:
            self._refusal = outcome
            yield self._reported(refused_incident(self._brand, outcome, now))
        elif self._gate.is_free:
            self._refusal = None

    def _reported(self, incident: IncidentRow) -> IncidentRow:
        _LOG.warning("events are not told brand=%s reason=%r", self._brand, incident.reason)
        return incident

    async def _record(self, told: Told) -> None:
        """Write down how a try ended, and count what is over."""
        steady = self._steady()
        await self._worker.write_down(lambda found: write_told(found, told, steady), "an outcome")
        if told.end.settled_at is not None:
            self.ended[told.end.status] += 1
