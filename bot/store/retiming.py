"""Who is still to be spoken to by their own clock, and another time for them."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import and_, bindparam, select, update

from bot.core.ids import BrandId, ConversationId
from bot.store.connection import Connection
from bot.store.occurrences import OccurrenceRow
from bot.store.schema import persons, recipients
from bot.store.statement import always, fixed


class Unsent(Struct, frozen=True):
    """Somebody who is still to be spoken to, and by what their time is read."""

    conversation: ConversationId
    chosen_timezone: str | None
    timezone: str | None
    space: str | None


class Moved(Struct, frozen=True):
    """Somebody whose time has changed."""

    brand: BrandId
    occurrence: str
    conversation: ConversationId
    due_at: int
    expires_at: int | None


_R = recipients.c
_UNSENT = (
    _R.brand == bindparam("brand"),
    _R.occurrence == bindparam("occurrence"),
    _R.status == fixed("planned"),
    _R.reason.is_(None),
)
_UNSENT_PAGE = always(
    lambda: (
        select(_R.conversation, persons.c.chosen_timezone, persons.c.timezone, _R.space)
        .select_from(
            recipients.outerjoin(
                persons, and_(persons.c.brand == _R.brand, persons.c.id == _R.person)
            )
        )
        .where(*_UNSENT, _R.conversation > bindparam("after"))
        .order_by(_R.conversation)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_MOVE = always(
    lambda: (
        update(recipients)
        .where(*_UNSENT, _R.conversation == bindparam("conversation"))
        .values(due_at=bindparam("due_at"), expires_at=bindparam("expires_at"))
    ),
)


def unsent(connection: Connection, row: OccurrenceRow, after: str, most: int) -> list[Unsent]:
    """Return the next people of an occurrence who wait for their time and for nothing else."""
    found = _UNSENT_PAGE.read(
        connection, brand=row.brand, occurrence=row.id, after=after, most=most
    )
    return [Unsent(*one) for one in found]


def move_unsent(connection: Connection, rows: Sequence[Moved]) -> None:
    """Give people who wait for their time another one."""
    _MOVE.put(connection, rows)
