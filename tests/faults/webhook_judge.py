"""What is wrong with webhooks as they came: changed, overtaken, repeated late, unsigned."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from tests.faults.receiver import Arrival

Disorder = Literal["overtaken", "taken_again_after_a_later"]
LATE: Final = "taken_again_after_a_later"


def _changed_repeats(arrivals: Sequence[Arrival]) -> int:
    """Webhook-ids under which different messages, or another person, came at another time."""
    said: dict[str, set[str]] = defaultdict(set)
    for arrival in arrivals:
        said[arrival.webhook_id].add(repr((arrival.to, arrival.space, arrival.messages)))
    return sum(len(forms) > 1 for forms in said.values())


def _wandering_messages(arrivals: Sequence[Arrival]) -> int:
    """Message ids that came under more than one webhook-id."""
    carriers: dict[str, set[str]] = defaultdict(set)
    for arrival in arrivals:
        for message in arrival.messages:
            carriers[message["id"]].add(arrival.webhook_id)
    return sum(len(ids) > 1 for ids in carriers.values())


def out_of_order(arrivals: Sequence[Arrival]) -> Iterator[tuple[Disorder, Arrival]]:
    """Yield what overtook what was ahead of it, and what was taken and came again behind it."""
    taken: set[str] = set()
    latest: dict[str, str] = {}
    begun: set[str] = set()
    for arrival in arrivals:
        ahead = latest.get(arrival.to)
        if arrival.mood == "taken otherwise":
            pass
        elif arrival.webhook_id not in begun:
            if ahead is not None and ahead not in taken:
                yield "overtaken", arrival
            latest[arrival.to] = arrival.webhook_id
            begun.add(arrival.webhook_id)
        elif arrival.webhook_id != ahead:
            yield (LATE if arrival.webhook_id in taken else "overtaken"), arrival
        if arrival.mood in {"fine", "taken otherwise"}:
            taken.add(arrival.webhook_id)


def arrivals_judged(arrivals: Sequence[Arrival]) -> dict[str, int]:
    """Return what is wrong with webhooks as they came: every count is 0 where nothing is."""
    disorders = Counter(disorder for disorder, _ in out_of_order(arrivals))
    return {
        "repeats_with_other_messages": _changed_repeats(arrivals),
        "messages_under_two_webhook_ids": _wandering_messages(arrivals),
        "overtaken": disorders["overtaken"],
        LATE: disorders[LATE],
        "unsigned": sum(not arrival.genuine for arrival in arrivals),
    }
