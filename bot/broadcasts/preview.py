"""What a dry run found: the plan of a broadcast, exact as far as nothing else happens meanwhile."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from bot.broadcasts.dry_run import Course
from bot.broadcasts.samples import Sample
from bot.core.content import Message

MOST_SAMPLES = 10


class Zones(Struct):
    """How many people have no time zone of their own to go by: the brand's counts for them.

    `unknown` have told none, `invalid` one that there is not.
    """

    unknown: int = 0
    invalid: int = 0


class Preview(Struct, frozen=True):
    """One occurrence of a broadcast, as it would go.

    Args:
        broadcast: its name.
        title: what people call it.
        topic: whose subscribers it is for.
        dialogue: what it opens.
        slot: the nominal local time of the occurrence, None where it is "now".
        known: how many people the brand knows.
        outside: why people who are known are not even asked for: no consent, stopped, blocked.
        left_out: why subscribers are not planned, as the filter or a time that has passed.
        course: how it would go for those who are planned.
        zones: how the time zones of the subscribers are known.
        messages: how many messages an opening sends, by the samples.
        samples: how it would read to some of them.
        posted_in: the places of the brand's own in which it would be posted.
    """

    broadcast: str
    title: str
    topic: str
    dialogue: str
    slot: str | None
    known: int
    outside: Mapping[str, int]
    left_out: Mapping[str, int]
    course: Course
    zones: Zones
    messages: int
    samples: tuple[Sample, ...] = ()
    posted_in: tuple[str, ...] = ()

    @property
    def reached(self) -> int:
        """How many would get it."""
        return self.course.reached.total()

    @property
    def missed(self) -> Mapping[str, int]:
        """How many would not, by reason; with those reached it is everybody who is known."""
        counts: Counter[str] = Counter(self.outside)
        counts.update(self.left_out)
        counts.update({str(reason): count for reason, count in self.course.skipped.items()})
        return dict(counts)


def document(preview: Preview) -> dict[str, object]:
    """Return a preview as programs read it."""
    course = preview.course
    return {
        "broadcast": preview.broadcast,
        "topic": preview.topic,
        "dialogue": preview.dialogue,
        "slot": preview.slot,
        "known": preview.known,
        "reached": preview.reached,
        "channels": dict(course.reached),
        "not_reached": dict(preview.missed),
        "held": {
            reason: {"count": one.count, "first": _iso(one.first), "last": _iso(one.last)}
            for reason, one in course.held.items()
        },
        "zones": {
            "unknown": preview.zones.unknown,
            "invalid": preview.zones.invalid,
        },
        "begins": _iso(course.begins),
        "ends": _iso(course.ends),
        "local_hours": {str(hour): course.hours[hour] for hour in sorted(course.hours)},
        "messages_each": preview.messages,
        "posted_in": list(preview.posted_in),
        "samples": [_sample(one) for one in preview.samples],
    }


def _sample(one: Sample) -> dict[str, object]:
    return {
        **({} if one.who is None else {"who": one.who}),
        "channel": one.channel,
        "language": one.language,
        "timezone": one.zone,
        "at": _iso(one.at),
        "postponed": one.postponed,
        **({} if one.calls is None else {"calls": one.calls}),
        "messages": [_message(message) for message in one.messages],
    }


def _message(message: Message) -> dict[str, object]:
    """Return a message as programs read it; files and a card are there where it has any."""
    card = message.card
    return {
        "text": message.text,
        "buttons": [button.label for button in message.buttons],
        **({"media": [one.url for one in message.media]} if message.media else {}),
        **({} if card is None else {"card": {"title": card.title, "text": card.text}}),
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
