"""What is written after a try: that it is tried again, or the event that answers the call."""

from datetime import datetime
from typing import assert_never

import msgspec

from bot.core.events import Answered, Began, Sender
from bot.core.ids import BrandId
from bot.engine.calls.attempt import Answer, Attempt, Failure
from bot.engine.retry import delay
from bot.store.bell import is_shared
from bot.store.calls import CallEnd, ClaimedCall, end_call
from bot.store.clock import waiting_time
from bot.store.connection import Connection
from bot.store.events import NewEvent, add_events, waiter_of_call
from bot.store.moments import SECOND, to_moment
from bot.store.numbers import numbers_of
from bot.store.values import to_json

MOST_CUT = 20
"""Claims that may be lost with their process before it is taken to be the call's own doing."""


def was_cut_too_often(call: ClaimedCall) -> bool:
    """Say whether processes have ended during this call again and again."""
    return call.claims - call.attempts > MOST_CUT


def settle_call(  # noqa: PLR0913, PLR0917 - two times
    connection: Connection,
    brand: BrandId,
    call: ClaimedCall,
    attempt: Attempt,
    now: datetime,
    steady: datetime,
) -> bool:
    """Write down how a try ended; say whether the call is answered, for good or ill.

    Args:
        connection: inside a transaction.
        brand: whose.
        call: as it was claimed: where somebody else has claimed it since, nothing is written.
        attempt: what the try came to.
        now: the present time.
        steady: the same by a clock that nobody sets.
    """
    at = to_moment(now)
    match attempt:
        case Failure(reason, final) if not final and call.attempts < call.retries:
            wait = round(delay(call.attempts + 1) * SECOND)
            due = waiting_time(connection, steady) + wait
            end_call(connection, CallEnd(brand, call.id, call.claims, "pending", due, reason))
            return False
        case Failure(reason):
            end = CallEnd(brand, call.id, call.claims, "failed", reason=reason, settled_at=at)
            answered = _answered(call, failure=f"{call.name} failed: {reason}.")
        case Answer(value):
            end = CallEnd(brand, call.id, call.claims, "answered", settled_at=at)
            answered = msgspec.structs.replace(_answered(call), value=value)
        case _:
            assert_never(attempt)
    if not end_call(connection, end):
        return False
    event = _event(brand, call, answered, numbers_of(connection)(), at)
    if is_shared(connection):
        waiter, until = waiter_of_call(connection, brand, call.id)
        event = msgspec.structs.replace(event, waiter=waiter, waits_until=until)
    add_events(connection, [event])
    return True


def _answered(call: ClaimedCall, failure: str | None = None) -> Answered:
    began = None if call.began is None else msgspec.json.decode(call.began, type=Began)
    return Answered(call.cause, call.id, failure=failure, began=began)


def _event(brand: BrandId, call: ClaimedCall, answered: Answered, number: int, at: int) -> NewEvent:
    return NewEvent(
        brand=brand,
        id=call.id,
        seq=number,
        channel=call.channel,
        sender=call.external_id,
        sender_facts=to_json(Sender(call.external_id)),
        space=call.space,
        happening=to_json(answered),
        raw=None,
        received_at=at,
    )
