"""The rows about sending as the conformance suite takes them: one fault, one outcome."""

from collections.abc import Iterator
from typing import get_args

from bot.core.outcomes import Outcome
from tests.outcomes.row import Fault, Row, Section

_OUTCOMES: dict[str, type[Outcome]] = {
    str(one.__struct_config__.tag): one for one in get_args(Outcome)
}
_WAITS = frozenset({"hang"})
"""Faults that last as long as the adapter's patience: each has a test of its own."""


def failing(section: Section) -> Iterator[tuple[Row, type[Outcome], Fault]]:
    """Yield every row of a section that one request shows, with the outcome that it names."""
    for row in section.rows:
        match row.injuries:
            case (Fault(fault={"type": kind}) as fault,) if row.outcome in _OUTCOMES:
                if kind not in _WAITS and not row.by_command:
                    yield row, _OUTCOMES[row.outcome], fault
