"""What happened, or will happen, to one person in one occurrence: one sentence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

OccurrenceStatus = Literal["waiting", "running", "paused", "cancelled", "ended", "missed"]


class Recorded(Struct, frozen=True):
    """How one person stands in an occurrence, as it is written down.

    Args:
        status: the recipient's.
        reason: why they are held back, or how it ended; None where there is nothing to say.
        due_at: when it is, or was, their turn.
        opened_at: when the brand began, None where it has not.
        ended_at: when it ended for them, None where it has not.
    """

    status: str
    reason: str | None
    due_at: datetime
    opened_at: datetime | None = None
    ended_at: datetime | None = None


class Around(Struct, frozen=True):
    """What has to be known beside it.

    Args:
        occurrence: the status of the occurrence.
        zone: the person's time zone: times are told by their clock.
        unknown: what the owner has chosen for a message that nobody knows of.
    """

    occurrence: OccurrenceStatus
    zone: str
    unknown: Literal["leave", "send again", "ask"] = "leave"


_SKIPPED: Mapping[str, str] = {
    "no consent": "they no longer have a consent to the topic on record",
    "stopped": "they had said stop",
    "blocked": "they had blocked the brand, or left",
    "expired": "it was no longer worth anything when it could have been sent",
    "left the audience": "they were no longer among those that it is for",
    "cancelled": "it was cancelled before their turn",
    "erased": "everything about them was erased",
    "joined": "it is for another account that they have linked with this one",
    "nothing said": "its dialogue had nothing to say to them",
}

_ABSENT: Mapping[str, str] = {
    "no consent": "they have not said yes to the topic",
    "stopped": "they have said stop",
    "blocked": "they have blocked the brand, or left",
    "expired": "it will no longer be worth anything when it could be sent",
    "left the audience": "they are not among those that it is for",
    "erased": "nothing is known of them any more",
    "joined later": "they subscribed after it had begun",
    "slot passed": "by their own clock its time has passed",
    "no such channel": "they subscribed on a channel that is not in brand.yaml",
}

_HELD: Mapping[str, str] = {
    "quiet": "these are their quiet hours",
    "cap": "the brand may begin no more conversations with them before that",
    "busy": "a question waits for their answer",
}

_UNKNOWN: Mapping[str, str] = {
    "leave": "it is not sent again",
    "send again": "it is sent again",
    "ask": "it is yours to decide whether it is sent again",
}

_SILENT = "it gave no reason"

_CHECKED_AGAIN = "and consent, quiet hours and caps are looked at again before it leaves"


def told(at: datetime, zone: str) -> str:
    """Return a moment as a person's own clock shows it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def why(recorded: Recorded, around: Around) -> str:
    """Say in one sentence how somebody stands who is, or was, planned."""
    match recorded.status:
        case "planned":
            return _waiting(recorded, around)
        case "opened":
            return f"It was begun{_at(recorded.opened_at, around)} and is on its way."
        case "skipped":
            return f"They did not get it: {_reason(recorded.reason, _SKIPPED)}."
        case _:
            return _tried(recorded, around)


def why_not_yet(due: datetime, zone: str, held: str | None = None) -> str:
    """Say when somebody would get what has not been planned yet, if nothing changes."""
    because = "" if held is None else f", because before that {_HELD.get(held, held)}"
    return f"They will get it at {told(due, zone)}{because}, if nothing changes until then."


def why_not(reason: str) -> str:
    """Say why somebody would not get it, as things stand."""
    return f"They will not get it: {_reason(reason, _ABSENT)}."


def why_absent(reason: str) -> str:
    """Say why somebody is not among the people of an occurrence that is planned."""
    return f"They are not among its people: {_reason(reason, _ABSENT)}."


def _waiting(recorded: Recorded, around: Around) -> str:
    due = told(recorded.due_at, around.zone)
    if around.occurrence == "paused":
        return f"It is paused: they get it once it is resumed, not before {due}."
    if around.occurrence == "cancelled":
        return "They will not get it: it was cancelled."
    if recorded.reason is None:
        return f"Their turn is from {due} on, {_CHECKED_AGAIN}."
    return f"It waits until {due}, because {_HELD.get(recorded.reason, recorded.reason)}."


def _tried(recorded: Recorded, around: Around) -> str:
    """Say how the platform took what was sent."""
    when = _at(recorded.ended_at, around)
    match recorded.status:
        case "accepted":
            return f"They got it{when}."
        case "unreachable":
            return (
                f"It was tried{when} and did not reach them: they have blocked the brand, or left."
            )
        case "rejected":
            return f"The platform refused its message{when}: {recorded.reason or _SILENT}."
        case _:
            choice = _UNKNOWN[around.unknown]
            return f"It was sent{when} without a clear answer: they may have it, and {choice}."


def _reason(reason: str | None, words: Mapping[str, str]) -> str:
    return words.get(reason or "", reason or "no reason is on record")


def _at(at: datetime | None, around: Around) -> str:
    return "" if at is None else f" at {told(at, around.zone)}"
