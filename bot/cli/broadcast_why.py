"""`convivio broadcast why`: one person's story in a broadcast, in one sentence."""

from collections.abc import Sequence
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from bot.broadcasts.audience import Tally
from bot.broadcasts.dry_run import Alike, Course, Terms, go_through
from bot.broadcasts.why import Around, Recorded, why, why_absent, why_not, why_not_yet
from bot.cli.account_lines import account_line, account_moment
from bot.cli.broadcast_people import Acquainted, Joined, acquainted
from bot.cli.broadcast_prospects import Rehearsal, prospects
from bot.cli.broadcast_reading import Concerned, concerned, is_live, occurrences_in
from bot.cli.broadcast_rehearsal import next_row
from bot.cli.broadcast_status import rates_of
from bot.cli.json_text import print_json
from bot.cli.records import ask_database
from bot.cli.refusal import never_run
from bot.clock import now
from bot.consent.gate import manners_of
from bot.core.ids import ConversationId
from bot.engine.facts import zone_of
from bot.store.connection import Connection
from bot.store.moments import from_moment
from bot.store.occurrences import OccurrenceRow, terms_of
from bot.store.outlook import recipient
from bot.store.place import is_begun
from bot.store.planning import Subscriber
from bot.store.recipients import RecipientRow


class Told(Struct, frozen=True):
    """The sentence, and what it is about; `status` is None where nothing is on record.

    `accounts` are those of somebody who has several.
    """

    sentence: str
    occurrence: str | None
    slot: str | None
    status: str | None = None
    reason: str | None = None
    accounts: Sequence[Joined] = ()


def show_why(folder: Path, name: str, channel: str, external_id: str, *, as_json: bool) -> None:
    """Write the sentence, for a person or a program.

    Raises:
        Refusal: nobody is known so.
    """
    about = concerned(folder, name)
    if not is_begun(about.url):
        raise never_run()

    def unit(connection: Connection) -> Told:
        somebody = acquainted(connection, about, channel, external_id)
        return replace(tell(connection, about, somebody), accounts=somebody.accounts)

    told = ask_database(about.url, unit)
    if as_json:
        print_json(
            {
                "broadcast": name,
                "occurrence": told.occurrence,
                "slot": told.slot,
                "status": told.status,
                "reason": told.reason,
                "sentence": told.sentence,
                "accounts": [_document(one) for one in told.accounts],
            }
        )
    else:
        click.echo(f"{name} of {told.slot}: {told.sentence}" if told.slot else told.sentence)
        for one in told.accounts:
            click.echo(f"  {_line(one)}")


def _line(one: Joined) -> str:
    member, consent = one.member, "no consent"
    if one.subscription is not None:
        consent = f"consented at {from_moment(one.subscription.since):%Y-%m-%d %H:%M} UTC"
    return account_line(member.account, consent, member.spoke_at or None, blocked=member.blocked)


def _document(one: Joined) -> dict[str, object]:
    since = None if one.subscription is None else one.subscription.since
    return {
        "channel": one.member.account.channel,
        "id": one.member.account.external_id,
        "consented_at": account_moment(since),
        "blocked": one.member.blocked,
        "spoke_at": account_moment(one.member.spoke_at or None),
    }


def tell(connection: Connection, about: Concerned, somebody: Acquainted) -> Told:
    """Say how somebody stands in what is under way, or was last, or else in what comes next."""
    rows = occurrences_in(connection, about.brand, about.broadcast.name)
    live = [row for row in rows if is_live(row)]
    told = _first_on_record(connection, about, somebody, live)
    if told is not None:
        return told
    common = [row for row in live if row.kind != "test" and terms_of(row).after is None]
    if not common:
        told = _first_on_record(connection, about, somebody, rows)
        return told or _to_come(connection, about, somebody, next_row(connection, about))
    if common[0].planned_at is None:
        return _to_come(connection, about, somebody, common[0])
    return _absent(connection, about, somebody, common[0])


def _first_on_record(
    connection: Connection, about: Concerned, somebody: Acquainted, rows: Sequence[OccurrenceRow]
) -> Told | None:
    for row in rows:
        for conversation in _conversations(somebody):
            found = recipient(connection, about.brand, row.id, conversation)
            if found is not None:
                return _on_record(about, somebody, row, found)
    return None


def _conversations(somebody: Acquainted) -> Sequence[ConversationId]:
    """Return in which conversations they may have got it: where they subscribed, or in private."""
    private = ConversationId(somebody.found.person.id)
    place = somebody.subscription
    return [private] if place is None else list(dict.fromkeys([place.conversation, private]))


def _on_record(
    about: Concerned, somebody: Acquainted, row: OccurrenceRow, found: RecipientRow
) -> Told:
    recorded = Recorded(
        found.status,
        found.reason,
        from_moment(found.due_at),
        None if found.opened_at is None else from_moment(found.opened_at),
        None if found.ended_at is None else from_moment(found.ended_at),
    )
    zone = zone_of(about.library.brand, somebody.found.person)
    sentence = why(recorded, Around(row.status, zone, terms_of(row).unknown))
    return Told(sentence, row.id, row.slot, found.status, found.reason)


def _absent(
    connection: Connection, about: Concerned, somebody: Acquainted, row: OccurrenceRow
) -> Told:
    """Say why somebody has no part in an occurrence whose people are all known."""
    reason = _unwilling(somebody)
    if reason is None:
        rehearsal = Rehearsal(about, row, now())
        (prospect,) = prospects(connection, rehearsal, [_subscriber(somebody)], Tally())
        reason = prospect if isinstance(prospect, str) else "joined later"
    return Told(why_absent(reason), row.id, row.slot)


def _to_come(
    connection: Connection, about: Concerned, somebody: Acquainted, row: OccurrenceRow
) -> Told:
    """Say how somebody would stand in an occurrence that has not planned them yet."""
    reason = _unwilling(somebody)
    if reason is not None:
        return Told(why_not(reason), None, row.slot)
    rehearsal = Rehearsal(about, row, now())
    (prospect,) = prospects(connection, rehearsal, [_subscriber(somebody)], Tally())
    if isinstance(prospect, str):
        return Told(why_not(prospect), None, row.slot)
    brand = about.library.brand
    terms = Terms(manners_of(brand), row.topic, rates_of(brand))
    alike = Alike(prospect.subscriber.channel, prospect.due, prospect.facts, 1)
    return Told(_foretold(go_through([alike], terms), prospect.facts.zone), None, row.slot)


def _foretold(course: Course, zone: str) -> str:
    if course.begins is None:
        return why_not(next(iter(course.skipped), "expired"))
    return why_not_yet(course.begins, zone, next(iter(course.held), None))


def _unwilling(somebody: Acquainted) -> str | None:
    """Return why somebody is not a subscriber; None where they are one."""
    if somebody.found.person.stopped_at is not None:
        return "stopped"
    if somebody.subscription is not None:
        return None
    return "blocked" if somebody.found.blocked else "no consent"


def _subscriber(somebody: Acquainted) -> Subscriber:
    place = somebody.subscription
    assert place is not None
    return Subscriber(
        place.conversation,
        place.channel,
        place.recipient,
        place.space,
        place.since,
        place.person,
        somebody.found.person,
    )
