"""From a time on the wall to the moment that it is: once a year one comes twice, and one never."""

from datetime import UTC, datetime, timedelta, tzinfo

_SECOND = timedelta(seconds=1)


def moment_of(local: datetime, zone: tzinfo) -> datetime:
    """Return the first moment at which the clocks of a zone have come to a time.

    A time that comes twice is its first coming; one that clocks jump over is the moment at which
    they jump.

    Args:
        local: a time without a zone.
        zone: where the clock hangs.

    Returns:
        The moment in UTC.
    """
    before, after = _utc(local, zone, 0), _utc(local, zone, 1)
    if _local(before, zone) == local:
        return before
    return _jump_between(after, before, local, zone)


def local_time(moment: datetime, zone: tzinfo) -> datetime:
    """Return what the clocks of a zone show at a moment, without the zone."""
    return _local(moment, zone)


def _utc(local: datetime, zone: tzinfo, fold: int) -> datetime:
    return local.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _local(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _jump_between(early: datetime, late: datetime, local: datetime, zone: tzinfo) -> datetime:
    """Return the first second after `early` at which clocks show `local` or later."""
    seconds = [0, int((late - early) / _SECOND)]
    while seconds[1] - seconds[0] > 1:
        middle = sum(seconds) // 2
        shows = _local(early + middle * _SECOND, zone)
        seconds[shows >= local] = middle
    return early + seconds[1] * _SECOND
