"""A new edition of the zone database: whoever is still to be spoken to gets the time it says."""

from bot.brand.brand import Brand
from bot.broadcasts.audience import due_in_zone
from bot.broadcasts.occurring import start_of
from bot.broadcasts.zones import persons_zone
from bot.store.connection import Connection
from bot.store.occurrences import OccurrenceRow, ZoneNotes, terms_of, zone_notes_of
from bot.store.planning import Reached, reach
from bot.store.retiming import Moved, Unsent, move_unsent, unsent
from bot.store.values import to_json

PAGE = 500
"""People in one step."""


def goes_by_other_zones(row: OccurrenceRow, edition: str) -> bool:
    """Say whether an occurrence was planned by another edition of the zone database."""
    notes = zone_notes_of(row)
    return notes is not None and notes.version != edition


def retime_step(
    connection: Connection, brand: Brand, row: OccurrenceRow, edition: str, after: str
) -> str | None:
    """Work out anew when the next people are due who wait for their time and nothing else.

    Whoever has been spoken to, or is held back for a reason, is left alone.

    Args:
        connection: inside a transaction.
        brand: whose.
        row: the occurrence.
        edition: the present one, recorded once everybody is done.
        after: the last conversation of the step before, empty at the beginning.

    Returns:
        The last conversation of this step, None where it was the last step.
    """
    page = unsent(connection, row, after, PAGE)
    move_unsent(connection, [_moved(brand, row, one) for one in page])
    if len(page) == PAGE:
        return page[-1].conversation
    notes = zone_notes_of(row) or ZoneNotes(edition)
    zones = to_json(ZoneNotes(edition, notes.unknown, notes.invalid))
    reach(connection, Reached(row.brand, row.id, row.cursor, row.planned_at, zones))
    return None


def _moved(brand: Brand, row: OccurrenceRow, one: Unsent) -> Moved:
    zone = brand.timezone
    if one.space is None:
        zone = persons_zone(one.chosen_timezone, one.timezone, brand.timezone).zone
    due = due_in_zone(terms_of(row), row.slot or "", zone, start_of(row))
    return Moved(row.brand, row.id, one.conversation, due.at, due.expires_at)
