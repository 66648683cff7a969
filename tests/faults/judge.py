"""Compares a disturbed talk with an undisturbed one: what was lost, doubled, changed, overtaken."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.faults.receiver import Arrival

Group = tuple[tuple[str, str, tuple[str, ...]], ...]
"""One delivery in neutral words: text, Markdown and button labels of each message."""


def transcript(groups: Iterable[Arrival]) -> list[Group]:
    """Return what a person read, without ids."""
    return [
        tuple(
            (
                message["text"],
                message["markdown"],
                tuple(button["label"] for button in message["buttons"]),
            )
            for message in group.messages
        )
        for group in groups
    ]


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


def _overtaken(arrivals: Sequence[Arrival]) -> int:
    """Deliveries that began before the one ahead was taken, or that were repeated after a later."""
    taken: set[str] = set()
    latest: dict[str, str] = {}
    begun: set[str] = set()
    wrong = 0
    for arrival in arrivals:
        ahead = latest.get(arrival.to)
        if arrival.webhook_id not in begun:
            wrong += ahead is not None and ahead not in taken
            latest[arrival.to] = arrival.webhook_id
            begun.add(arrival.webhook_id)
        else:
            wrong += arrival.webhook_id != ahead
        if arrival.mood == "fine":
            taken.add(arrival.webhook_id)
    return wrong


def _told_otherwise(awaited: Sequence[Arrival], arrivals: Sequence[Arrival]) -> int:
    """Messages that one id names, but that an awaited answer and a delivery tell differently."""
    forms: dict[str, set[str]] = defaultdict(set)
    for arrival in (*awaited, *arrivals):
        for message in arrival.messages:
            forms[message["id"]].add(repr(message))
    return sum(len(each) > 1 for each in forms.values())


def arrivals_judged(arrivals: Sequence[Arrival]) -> dict[str, int]:
    """Return what is wrong with webhooks as they came: every count is 0 where nothing is."""
    return {
        "repeats_with_other_messages": _changed_repeats(arrivals),
        "messages_under_two_webhook_ids": _wandering_messages(arrivals),
        "overtaken": _overtaken(arrivals),
        "unsigned": sum(not arrival.genuine for arrival in arrivals),
    }


def compare(
    arrivals: Sequence[Arrival],
    awaited: Sequence[Arrival],
    spoken: Mapping[str, list[Group]],
    expected: Mapping[str, list[Group]],
) -> dict[str, Any]:
    """Return the counts of a certificate: every one of them is 0 where the promise was kept."""
    return {
        "lost": sum(max(0, len(expected[who]) - len(spoken[who])) for who in expected),
        "turns_done_twice": sum(max(0, len(spoken[who]) - len(expected[who])) for who in expected),
        "transcripts_unlike": sum(spoken[who] != expected[who] for who in expected),
        "messages_told_differently": _told_otherwise(awaited, arrivals),
        **arrivals_judged(arrivals),
        "to_strangers": sum(arrival.to not in expected for arrival in arrivals),
    }
