"""`convivio broadcast start | test | arm`: what somebody begins by hand."""

from collections.abc import Sequence
from pathlib import Path

import click

from bot.broadcasts.occurring import begun_by_hand
from bot.broadcasts.upcoming import tried_on
from bot.cli.broadcast_people import Acquainted, acquainted
from bot.cli.broadcast_reading import Concerned, concerned, is_live, occurrences_in
from bot.cli.reading import library_of
from bot.cli.records import ask_database, database_of
from bot.cli.refusal import Refusal, never_run
from bot.clock import now
from bot.core.ids import BrandId
from bot.store.armings import ArmingRow, arm, fingerprint_here, is_armed
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.occurrences import OccurrenceRow, add_occurrences, terms_of
from bot.store.place import is_begun
from bot.store.subscriptions import SubscriptionRow

_SENDS = "The process that runs the brand sends it (`convivio run`)."


def start_now(folder: Path, name: str) -> str:
    """Begin an occurrence by hand, and say what was done; while one is under way, nothing is."""
    about = concerned(folder, name)

    def unit(connection: Connection) -> str:
        _refuse_unarmed(connection, about)
        rows = occurrences_in(connection, about.brand, name)
        under_way = _under_way(rows)
        if under_way is not None:
            return f"{name} of {under_way.slot} is {under_way.status} already: nothing was begun."
        row = begun_by_hand(about.library.brand, about.broadcast, now())
        if not add_occurrences(connection, [row]):
            return f"{name} was begun within this minute already: nothing was begun."
        return f"{name} of {row.slot} has begun. {_SENDS}"

    return ask_database(about.url, unit)


def test_on(folder: Path, name: str, channel: str, external_id: str) -> str:
    """Begin a test for one person, and say what comes.

    Raises:
        Refusal: nobody is known so, or they may not be written to, in words.
    """
    about = concerned(folder, name)

    def unit(connection: Connection) -> str:
        _refuse_unarmed(connection, about)
        somebody = acquainted(connection, about, channel, external_id)
        subscriber = _willing(about, somebody).person
        row = tried_on(about.library.brand, about.broadcast, subscriber, now())
        add_occurrences(connection, [row])
        return f"{name} is opened for {external_id} on {somebody.place}. {_SENDS}"

    if not is_begun(about.url):
        raise never_run()
    return ask_database(about.url, unit)


def arm_here(folder: Path, *, sure: bool) -> str:
    """Let broadcasts leave from here, after having asked, and say what was done."""
    brand, url = library_of(folder).brand.id, database_of(folder)
    if not is_begun(url):
        return "There is no database yet: broadcasts will leave from where it is first used."
    if ask_database(url, lambda one: is_armed(one, brand, fingerprint_here(one))):
        return "Broadcasts leave from here already: nothing was changed."
    if not sure:
        click.echo(
            "This database was restored, copied or moved: neither broadcasts nor timers leave.\n"
            "If another copy of it still runs, people would get everything twice."
        )
        click.confirm("Let broadcasts leave from here?", abort=True)
    ask_database(url, lambda connection: _arm(connection, brand))
    return "Broadcasts leave from here from now on, within a second where the brand is running."


def _arm(connection: Connection, brand: BrandId) -> None:
    arm(connection, ArmingRow(brand, fingerprint_here(connection), to_moment(now())))


def _refuse_unarmed(connection: Connection, about: Concerned) -> None:
    if not is_armed(connection, about.brand, fingerprint_here(connection)):
        raise Refusal(
            "Broadcasts do not leave from here: the database was restored, copied or moved. "
            "See `convivio broadcast arm --help`."
        )


def _under_way(rows: Sequence[OccurrenceRow]) -> OccurrenceRow | None:
    """Return what goes on; a follow-up always does, and a test is nobody else's matter."""
    return next(
        (
            row
            for row in rows
            if is_live(row) and row.kind == "broadcast" and terms_of(row).after is None
        ),
        None,
    )


def _willing(about: Concerned, somebody: Acquainted) -> SubscriptionRow:
    """Return the consent of who has asked for it: not even a test goes without one."""
    found = somebody.found
    if found.person.stopped_at is not None:
        raise Refusal("They have said stop: nothing is sent to them until they write again.")
    if found.blocked:
        raise Refusal("They have blocked the brand, or left: nothing reaches them there.")
    if somebody.subscription is None:
        topic = about.broadcast.topic
        raise Refusal(f"They have not subscribed to {topic}: nobody is written to without that.")
    return somebody.subscription
