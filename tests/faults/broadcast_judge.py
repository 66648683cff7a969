"""Compares what everybody got with what the database says of them: lost, doubled, misdirected."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.faults.broadcast_looks import OPEN, Ends
from tests.faults.broadcast_people import TELEGRAM, Reader

Got = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
"""What each account got, by channel and account: id and text of each message, repeats left out.

Two with the same id are one: a webhook-id that came again, a nonce that was recognised.
"""


@dataclass
class Judged:
    """Every count in `broken` is 0 where the promise was kept; the others tell what happened."""

    broken: Counter[str] = field(default_factory=Counter)
    ends: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unknown_that_came: int = 0

    def found(self, what: str, count: int) -> None:
        """Add to a count, which is told even where it is 0."""
        self.broken[what] += count


def judge(people: Iterable[Reader], ends: Ends, got: Got, in_flight: int) -> Judged:
    """Return what is wrong with how a broadcast ended.

    Args:
        people: everybody whom the brand knows.
        ends: how the database says that they ended.
        got: what came.
        in_flight: how many messages to Telegram were claimed at the kills, all together: nobody
            knows of these whether they left, so that they may end unknown.
    """
    judged = Judged()
    for one in people:
        came = got.get((one.channel, one.account), ())
        end = ends.get((one.channel, one.account))
        if one.meant:
            _judge_meant(judged, one, end, came)
        else:
            judged.found("planned_though_not_meant", int(end is not None))
            judged.found("got_though_not_meant", len(came))
    unknown = judged.ends[TELEGRAM]["unknown"]
    judged.found("unknown_beyond_in_flight", max(0, unknown - in_flight))
    return judged


def _judge_meant(
    judged: Judged,
    one: Reader,
    end: tuple[str, str | None] | None,
    came: Sequence[tuple[str, str]],
) -> None:
    status, _ = ("not planned", None) if end is None else end
    judged.ends[one.channel][status] += 1
    may_be_unknown = one.channel == TELEGRAM and status == "unknown"
    judged.unknown_that_came += may_be_unknown and bool(came)
    judged.found("not_planned", int(end is None))
    judged.found("without_an_end", int(status in OPEN))
    is_fine = end is None or status in OPEN or status == "accepted" or may_be_unknown
    judged.found("ended_otherwise", int(not is_fine))
    judged.found("lost", int(not came and not may_be_unknown))
    judged.found(f"doubled_on_{one.channel}", max(0, len(came) - 1))
    judged.found("other_words", sum(text != one.text for _, text in came))
