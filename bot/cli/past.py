"""What `convivio doctor` says of messages and people: what went wrong, who waits."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from bot.cli.calls_out import Calls, calls_made, look_at_calls
from bot.cli.diagnosis import Finding, by_kind, written
from bot.cli.events_out import events_given_up
from bot.cli.first_words import FirstWords, first_words, look_at_first_words
from bot.cli.pauses import pauses
from bot.clock import now
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.dead_letters import DeadLetter, dead_letters
from bot.store.doubtful import Doubtful, doubtful_deliveries
from bot.store.emissions import DeadEmission, dead_emissions
from bot.store.handoffs import HandoffRow, open_handoffs
from bot.store.pauses import PauseRow, pauses_of


class Past(Struct, frozen=True):
    """What became of messages that did not simply arrive, and of what the brand says first.

    `waiting` are those who asked for somebody of the team, `pauses` the latest of each channel.
    """

    rejected: Sequence[DeadLetter]
    doubtful: Sequence[Doubtful]
    untold: Sequence[DeadEmission]
    waiting: Sequence[HandoffRow]
    first_words: FirstWords
    calls: Calls
    pauses: Sequence[PauseRow]


def look_at_past(connection: Connection, library: Library) -> Past:
    """Return what became of what a brand said."""
    brand = library.brand.id
    return Past(
        dead_letters(connection, brand),
        doubtful_deliveries(connection, brand),
        dead_emissions(connection, brand),
        open_handoffs(connection, brand),
        look_at_first_words(connection, library),
        look_at_calls(connection, brand, now()),
        pauses_of(connection, brand),
    )


def past(folder: Path, found: Past, at: datetime) -> Iterator[Finding]:
    """Tell of it, with what is to be done."""
    yield from pauses(found.pauses, at)
    yield from _rejected(folder, found.rejected)
    yield from _doubtful(found.doubtful)
    yield from events_given_up(found.untold)
    yield from calls_made(found.calls, at)
    yield from _waiting(folder, found.waiting)
    yield from first_words(str(folder), found.first_words)


def _waiting(folder: Path, handoffs: Sequence[HandoffRow]) -> Iterator[Finding]:
    """Say who waits for somebody of the team where there is no desk to see it."""
    unseen = sum(row.desk is None for row in handoffs)
    if unseen:
        have = "has" if unseen == 1 else "have"
        words = f"{unseen} asked for somebody and {have} no desk, see: convivio handoffs {folder}"
        yield Finding("handoffs", "trouble", words)


def _rejected(folder: Path, letters: Sequence[DeadLetter]) -> Iterator[Finding]:
    """Tell of each channel and reason how many messages were given up, and which was the last."""
    for (channel, reason), alike in by_kind(letters, attrgetter("channel", "reason")):
        last = max(alike, key=attrgetter("at"))
        at = written(last.at)
        words = (
            f"{len(alike)} rejected ({reason}), the last at {at}: message {last.id}, "
            f"see: convivio deliveries list {folder}"
        )
        yield Finding(f"deliveries to {channel}", "trouble", words)


def _doubtful(messages: Sequence[Doubtful]) -> Iterator[Finding]:
    """Tell of each channel how many messages may have come twice, and which was the last."""
    for (channel,), alike in by_kind(messages, lambda message: (message.channel,)):
        last = alike[-1]
        at = written(last.at)
        words = f"{len(alike)} may have been read twice, the last at {at}: message {last.id}"
        yield Finding(f"deliveries to {channel}", "trouble", words)
