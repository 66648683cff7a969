"""One event on its way to a brand's own system: its body, and what is written after a try."""

from datetime import datetime

import msgspec
from msgspec import Struct

from bot.core.ids import BrandId, derive
from bot.core.outcomes import Misconfigured
from bot.engine.retry import Again, Decision, Settle
from bot.store.clock import waiting_time
from bot.store.connection import Connection
from bot.store.emissions import (
    EmissionEnd,
    EmissionStatus,
    WaitingEmission,
    hurry_emissions,
    settle_emissions,
)
from bot.store.incidents import IncidentRow, add_incidents
from bot.store.moments import SECOND, from_moment, to_moment


class _Whom(Struct, frozen=True):
    channel: str
    id: str


class _Body(Struct, frozen=True):
    event: str
    id: str
    time: datetime
    person: _Whom
    data: msgspec.Raw


def body_of(row: WaitingEmission) -> bytes:
    """Return the body that tells an event: always the same bytes."""
    whom = _Whom(row.channel, row.external_id)
    data = msgspec.Raw(row.data.encode())
    return msgspec.json.encode(_Body(row.name, row.id, from_moment(row.at), whom, data))


class Told(Struct, frozen=True):
    """What is to be written after a try; `works_again` lets what waits be tried now.

    It is tried again `again_after` seconds, None: it is over.
    """

    end: EmissionEnd
    incidents: tuple[IncidentRow, ...]
    works_again: bool
    again_after: float | None = None


def write_told(connection: Connection, told: Told, steady: datetime) -> None:
    """Write down how a try ended; `steady` is the present by a clock that nobody sets."""
    end = told.end
    if told.again_after is not None:
        due = waiting_time(connection, steady) + round(told.again_after * SECOND)
        end = msgspec.structs.replace(end, due_at=due)
    settle_emissions(connection, [end])
    add_incidents(connection, told.incidents)
    if told.works_again:
        hurry_emissions(connection, end.brand)


def end_of(brand: BrandId, row: WaitingEmission, decision: Decision, now: datetime) -> EmissionEnd:
    """Return how the event ended, or that it is to be told again."""
    at = to_moment(now)
    match decision:
        case Settle(status, reason):
            ended: EmissionStatus = "accepted" if status == "accepted" else "rejected"
            return EmissionEnd(brand, row.id, ended, at, reason, at)
        case Again(_, reason):
            return EmissionEnd(brand, row.id, "pending", at, reason)


def given_up_incident(
    brand: BrandId, row: WaitingEmission, end: EmissionEnd, now: datetime
) -> IncidentRow:
    """Return the report of an event that will never be told: its name, and nothing in it."""
    reason = f"{row.name}: {end.reason or 'rejected'}"
    return _incident(brand, derive(row.id, "rejected"), reason, now)


def refused_incident(brand: BrandId, outcome: Misconfigured, now: datetime) -> IncidentRow:
    """Return the report of a system that refuses whatever we send."""
    state = "closed until restart" if outcome.closed else "paused"
    key = derive("events_to", brand, to_moment(now))
    return _incident(brand, key, f"{state}: {outcome.reason}", now)


def _incident(brand: BrandId, key: str, reason: str, now: datetime) -> IncidentRow:
    return IncidentRow(brand, key, "events_to", reason, None, to_moment(now))
