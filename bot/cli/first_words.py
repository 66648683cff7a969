"""What `convivio doctor` says of broadcasts and feeds: what keeps the brand from speaking first."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from bot.cli.diagnosis import Finding, written
from bot.dialogue.publishing.library import Library
from bot.store.armings import fingerprint_here, is_armed
from bot.store.connection import Connection
from bot.store.feeds import FeedRow, feed_rows
from bot.store.occurrences import OccurrenceRow, live_occurrences, occurrences_of
from bot.store.waterfall import parts

_MOST_OCCURRENCES = 20
"""The newest of each broadcast are looked at: what was long ago is decided by now."""


class FirstWords(Struct, frozen=True):
    """What of a brand's broadcasts and feeds an owner has to know.

    `armed` says that broadcasts may leave from where the database is. `undecided` counts, by
    broadcast, the people of whom nobody knows whether they got it, where the owner wants to be
    asked.
    """

    armed: bool = True
    paused: Sequence[OccurrenceRow] = ()
    undecided: Mapping[str, int] = field(default_factory=dict)
    failing: Sequence[FeedRow] = ()


def look_at_first_words(connection: Connection, library: Library) -> FirstWords:
    """Read what there is to tell.

    Args:
        connection: inside a transaction.
        library: the brand's.
    """
    brand = library.brand
    feeds = feed_rows(connection, brand.id, list(brand.feeds))
    asking = [name for name, one in library.broadcasts.items() if one.unknown == "ask"]
    undecided = {name: _undecided(connection, library, name) for name in asking}
    return FirstWords(
        armed=is_armed(connection, brand.id, fingerprint_here(connection)),
        paused=[row for row in live_occurrences(connection, brand.id) if row.status == "paused"],
        undecided={name: count for name, count in undecided.items() if count},
        failing=[row for row in feeds.values() if row.failures],
    )


def first_words(folder: str, found: FirstWords) -> Iterator[Finding]:
    """Tell of each thing that waits for its owner.

    Args:
        folder: the brand's, as the owner names it.
        found: what was read.
    """
    if not found.armed:
        words = (
            "do not leave from here, nor does anything else that begins by itself: the database "
            "was restored, copied or moved; once you know that no other copy runs: "
            f"convivio broadcast arm {folder}"
        )
        yield Finding("broadcasts", "trouble", words)
    for row in found.paused:
        why = "" if row.reason is None else f" ({row.reason})"
        what = f"{row.slot or 'it'} is paused{why}"
        words = f"{what}, see: convivio broadcast status {folder} {row.source}"
        yield Finding(f"broadcast {row.source}", "trouble", words)
    for name, count in sorted(found.undecided.items()):
        words = (
            f"nobody knows whether {count} got it, and you chose to be asked, "
            f"see: convivio broadcast status {folder} {name}, and resend"
        )
        yield Finding(f"broadcast {name}", "trouble", words)
    for feed in sorted(found.failing, key=lambda one: one.name):
        again = written(feed.due_at)
        words = f"cannot be read ({feed.reason}), tried again at {again}"
        yield Finding(f"feed {feed.name}", "trouble", words)


def _undecided(connection: Connection, library: Library, name: str) -> int:
    brand = library.brand.id
    return sum(
        count
        for row in occurrences_of(connection, brand, name, _MOST_OCCURRENCES)
        for (status, _), count in parts(connection, brand, row.id).items()
        if status == "unknown"
    )
