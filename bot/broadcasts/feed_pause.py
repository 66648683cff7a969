"""How long a feed that failed is left alone: pure."""

LONGEST_SECONDS = 21_600.0
"""Failures make the pause grow up to six hours."""

_MOST_DOUBLINGS = 20


def pause_seconds(every_seconds: float, failures: int, asked: float | None) -> float:
    """Return the seconds until a feed that failed is asked again.

    Args:
        every_seconds: between two looks at it while all is well.
        failures: how often it has failed in a row, this time included.
        asked: the seconds that its server asks for, a day at most; None where it says nothing.
    """
    doublings = min(max(failures - 1, 0), _MOST_DOUBLINGS)
    grown = min(every_seconds * 2.0**doublings, LONGEST_SECONDS)
    return max(grown, asked or 0.0)
