"""The pauses of a channel as rows: what one process was asked to wait for binds the next one."""

from bot.core.ids import BrandId, ChannelName
from bot.engine.outbox.gate import OPEN, Gate
from bot.engine.outbox.share import Share
from bot.engine.outbox.times import Times
from bot.store.moments import from_moment, to_moment
from bot.store.pauses import PauseRow


def row_of(brand: BrandId, channel: ChannelName, gate: Gate, times: Times) -> PauseRow | None:
    """Return what the next process has to know of a gate, None where nothing was asked for."""
    if gate.asked_until is None:
        return None
    until = times.wall + (gate.asked_until - times.steady)
    since = to_moment(times.wall)
    return PauseRow(
        brand, channel, since, to_moment(until), gate.share.level, gate.why or "asked to wait"
    )


def gate_of(row: PauseRow | None, times: Times) -> Gate:
    """Return the gate with which a process begins.

    A clock that was set back meanwhile lengthens no pause.
    """
    if row is None:
        return OPEN
    left = from_moment(row.until) - times.wall
    ends = times.steady + min(left, from_moment(row.until) - from_moment(row.since))
    share = Share(row.level, ends)
    if ends <= times.steady:
        return Gate(share=share)
    return Gate(not_before=ends, probing=True, asked_until=ends, why=row.reason, share=share)
