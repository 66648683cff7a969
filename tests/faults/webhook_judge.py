"""What is wrong with webhooks as they came: changed, overtaken, repeated late, unsigned."""

from collections import defaultdict
from collections.abc import Sequence

from tests.faults.receiver import Arrival


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


def _out_of_order(arrivals: Sequence[Arrival]) -> tuple[int, int]:
    """Return how many overtook what was ahead, and how many of those taken came again after it."""
    taken: set[str] = set()
    latest: dict[str, str] = {}
    begun: set[str] = set()
    overtaken = again = 0
    for arrival in arrivals:
        ahead = latest.get(arrival.to)
        if arrival.webhook_id not in begun:
            overtaken += ahead is not None and ahead not in taken
            latest[arrival.to] = arrival.webhook_id
            begun.add(arrival.webhook_id)
        elif arrival.webhook_id != ahead:
            again += arrival.webhook_id in taken
            overtaken += arrival.webhook_id not in taken
        if arrival.mood == "fine":
            taken.add(arrival.webhook_id)
    return overtaken, again


def arrivals_judged(arrivals: Sequence[Arrival]) -> dict[str, int]:
    """Return what is wrong with webhooks as they came: every count is 0 where nothing is."""
    overtaken, again = _out_of_order(arrivals)
    return {
        "repeats_with_other_messages": _changed_repeats(arrivals),
        "messages_under_two_webhook_ids": _wandering_messages(arrivals),
        "overtaken": overtaken,
        "taken_again_after_a_later": again,
        "unsigned": sum(not arrival.genuine for arrival in arrivals),
    }
