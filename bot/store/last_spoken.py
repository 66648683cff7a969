"""When somebody last spoke over a channel: what some platforms let one say depends on that."""

from sqlalchemy import and_, bindparam, case, outerjoin, select

from bot.store.connection import Connection
from bot.store.heard import last_heard
from bot.store.people import Account
from bot.store.schema import identities, persons
from bot.store.statement import always

_I, _P = identities.c, persons.c
_LAST = always(
    # An account that is joined with others has spoken by itself; any other speaks for its person.
    lambda: (
        select(case((_I.own.is_not(None), _I.spoke_at), else_=last_heard()))
        .select_from(outerjoin(identities, persons, and_(_P.brand == _I.brand, _P.id == _I.person)))
        .where(
            _I.brand == bindparam("brand"),
            _I.channel == bindparam("channel"),
            _I.external_id == bindparam("external_id"),
        )
    ),
)


def last_spoken(connection: Connection, account: Account) -> int | None:
    """Return when an account last spoke (microseconds), None where nobody knows."""
    rows = _LAST.read(
        connection,
        brand=account.brand,
        channel=account.channel,
        external_id=account.external_id,
    )
    return None if not rows or rows[0][0] is None else int(rows[0][0])
