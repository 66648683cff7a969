"""What `convivio doctor` says of channels whose platform has asked them to wait."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cli.diagnosis import Finding, written
from bot.store.moments import to_moment
from bot.store.pauses import PauseRow


def pauses(rows: Sequence[PauseRow], now: datetime) -> Iterator[Finding]:
    """Tell of each channel that sends nothing for a while, and why.

    Args:
        rows: the latest pause of each channel.
        now: the present moment.
    """
    for row in sorted(rows, key=lambda one: one.channel):
        if row.until > to_moment(now):
            until = written(row.until)
            words = f"was asked to wait until {until} ({row.reason}); a restart changes nothing"
            yield Finding(f"deliveries to {row.channel}", "trouble", words)
