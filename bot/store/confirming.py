"""Messages of which nobody knew whether they came: who uses a button of theirs has them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, null, or_, update

from bot.core.ids import BrandId
from bot.core.lazy_pattern import lazy_pattern
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import deliveries
from bot.store.statement import always, asked, fixed
from bot.store.waterfall import OPENING, confirm_openings, openings_in

_REFERENCE = lazy_pattern("[0-9a-f]{12}(?:[0-9a-f]{4})?")
"""As buttons carry it; those of older messages have 12 digits."""

_D = deliveries.c
_CONFIRM = always(
    lambda: (
        update(deliveries)
        .where(
            _D.brand == bindparam("brand"),
            _D.id >= bindparam("reference"),
            _D.id < bindparam("end"),
            # Hidden from the indexes: all that was ever said to somebody would be looked at.
            func.coalesce(_D.channel, fixed("")) == bindparam("channel"),
            or_(_D.recipient == bindparam("recipient"), _D.space.is_not(None)),
            _D.status == fixed("unknown"),
        )
        .values(
            status=fixed("accepted"),
            reason=null(),
            settled_at=bindparam("now"),
            doubts=_D.doubts - fixed(1),
        )
        .returning(*OPENING)
    ),
)
_ANY_UNKNOWN = """
SELECT 1 FROM unnest(CAST(%s AS text[])) AS pressed(reference) WHERE EXISTS (
  SELECT 1 FROM deliveries WHERE brand = %s AND status = 'unknown'
  AND id >= pressed.reference AND id < pressed.reference || 'g'
) LIMIT 1
"""


def confirm_reference(connection: Connection, account: Account, reference: str, now: int) -> bool:
    """Somebody used a button of a message: if nobody knew whether it came, it did.

    Args:
        connection: inside a transaction.
        account: who pressed it.
        reference: the beginning of the message's id, as its buttons carry it.
        now: the present moment (microseconds).

    Returns:
        Whether that settled what was unknown.
    """
    if not _REFERENCE.fullmatch(reference):
        return False
    rows = _CONFIRM.read(
        connection,
        brand=account.brand,
        channel=account.channel,
        recipient=account.external_id,
        reference=reference,
        end=f"{reference}g",
        now=now,
    )
    confirm_openings(connection, openings_in(account.brand, rows, now))
    return bool(rows)


def is_any_unknown(connection: Connection, brand: BrandId, references: Sequence[str]) -> bool:
    """Say, on a server, whether nobody knows of one of these messages whether it came."""
    asked_for = [one for one in references if _REFERENCE.fullmatch(one)]
    return bool(asked_for and asked(connection, _ANY_UNKNOWN, [asked_for, brand]))
