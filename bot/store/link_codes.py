"""Codes by which somebody joins another account of theirs: kept as their hash, for minutes, once.

Who guesses is stopped: codes that are none are counted, by person and for the brand as a whole.
"""

from hashlib import sha256

from msgspec import Struct
from sqlalchemy import bindparam, case, delete, func, select, update

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.connection import Connection
from bot.store.moments import SECOND
from bot.store.people import Account
from bot.store.schema import link_attempts, link_codes
from bot.store.statement import always, fixed, insert_new

GOOD_FOR = 600 * SECOND
"""Microseconds that a code is good for, and that both sides have to agree: ten minutes."""

ATTEMPTS_COUNT_FOR = 3_600 * SECOND
"""Microseconds that a code that was none counts: an hour."""

MOST_ATTEMPTS = 5
"""Codes of one person that may be none within the hour: nobody mistypes more often."""

MOST_ATTEMPTS_IN_BRAND = 1_000
"""The same of all people together, whatever many accounts somebody has: of 40 bits that is
nothing, and yet it leaves room for a brand with many people who mistype."""

GIVER, TAKER = 1, 2
"""Who has agreed, as bits."""


class LinkCode(Struct, frozen=True):
    """A code: given to one account, taken by another once it was entered there; who has agreed."""

    brand: BrandId
    id: str
    code: str
    person: PersonId
    channel: ChannelName
    external_id: str
    until: int
    taker: PersonId | None = None
    taker_channel: ChannelName | None = None
    taker_external_id: str | None = None
    agreed: int = 0

    @property
    def giver(self) -> Account:
        """The account that asked for it."""
        return Account(self.brand, self.channel, self.external_id)

    @property
    def entered_on(self) -> Account | None:
        """The account that entered it, None before that."""
        if self.taker_channel is None or self.taker_external_id is None:
            return None
        return Account(self.brand, self.taker_channel, self.taker_external_id)


class _Attempt(Struct, frozen=True):
    """A code that was none."""

    brand: BrandId
    id: str
    person: PersonId
    at: int


_C, _A = link_codes.c, link_attempts.c
_COLUMNS = tuple(_C[name] for name in LinkCode.__struct_fields__)
_OF_BRAND = _C.brand == bindparam("brand")
_ADD = insert_new(link_codes)
_BY_CODE = always(
    lambda: select(*_COLUMNS).where(
        _OF_BRAND,
        _C.code == bindparam("code"),
        # Hidden from the index of when codes end: all that are good still would be read.
        func.coalesce(_C.until, fixed(0)) > bindparam("now"),
        _C.taker.is_(None),
    )
)
_BY_ID = always(
    lambda: select(*_COLUMNS).where(
        _OF_BRAND, _C.id == bindparam("id"), _C.until > bindparam("now")
    )
)
_TAKE = always(
    lambda: (
        update(link_codes)
        .where(_OF_BRAND, _C.id == bindparam("id"))
        .values(
            taker=bindparam("taker"),
            taker_channel=bindparam("taker_channel"),
            taker_external_id=bindparam("taker_external_id"),
            until=bindparam("until"),
        )
    )
)
_AGREE = always(
    lambda: (
        update(link_codes)
        .where(_OF_BRAND, _C.id == bindparam("id"))
        .values(agreed=_C.agreed.op("|")(bindparam("agreed")))
    )
)
_DROP = always(lambda: delete(link_codes).where(_OF_BRAND, _C.id == bindparam("id")))
_DROP_OF = always(
    lambda: delete(link_codes).where(
        _OF_BRAND, _C.person == bindparam("person"), _C.taker.is_(None)
    )
)
_DROP_OLD = always(lambda: delete(link_codes).where(_OF_BRAND, _C.until <= bindparam("now")))
_ATTEMPT = insert_new(link_attempts)
_ATTEMPTS = always(
    lambda: select(
        func.count(), func.count(case((_A.person == bindparam("person"), fixed(1))))
    ).where(_A.brand == bindparam("brand"), _A.at > bindparam("since"))
)
_FORGET_ATTEMPTS = always(
    lambda: delete(link_attempts).where(_A.brand == bindparam("brand"), _A.at <= bindparam("since"))
)


def hashed(brand: BrandId, code: str) -> str:
    """Return what is kept of a code."""
    return sha256(f"{brand}/{code}".encode()).hexdigest()


def give_code(connection: Connection, row: LinkCode, now: int) -> None:
    """Keep a code; an earlier one of that person is good no more, unless somebody has entered it.

    Args:
        connection: inside a transaction.
        row: the code, as its hash.
        now: the present moment, in microseconds since 1970.
    """
    _DROP_OLD.change(connection, brand=row.brand, now=now)
    _DROP_OF.change(connection, brand=row.brand, person=row.person)
    _ADD.write(connection, [row])


def code_given(connection: Connection, brand: BrandId, code: str, now: int) -> LinkCode | None:
    """Return what a code is for, None where it is none, or good no more, or was entered already."""
    name = hashed(brand, code)
    rows = _BY_CODE.read(connection, brand=brand, code=name, now=now)
    return LinkCode(*rows[0]) if rows else None


def link_under_way(connection: Connection, brand: BrandId, name: str, now: int) -> LinkCode | None:
    """Return the code that both sides are asked about, None where its time is over."""
    rows = _BY_ID.read(connection, brand=brand, id=name, now=now)
    return LinkCode(*rows[0]) if rows else None


def take_code(connection: Connection, row: LinkCode) -> None:
    """Write down who has entered a code, and until when both have to agree."""
    _TAKE.write(connection, [row])


def agree(connection: Connection, brand: BrandId, name: str, who: int) -> None:
    """Write down that one side has said yes."""
    _AGREE.change(connection, brand=brand, id=name, agreed=who)


def drop_link(connection: Connection, brand: BrandId, name: str) -> None:
    """Nobody is asked about this any more."""
    _DROP.change(connection, brand=brand, id=name)


def may_try(connection: Connection, brand: BrandId, person: PersonId, now: int) -> bool:
    """Say whether a person may enter a code: not after too many that were none."""
    since = now - ATTEMPTS_COUNT_FOR
    ((of_all, of_person),) = _ATTEMPTS.read(connection, brand=brand, person=person, since=since)
    return bool(of_person < MOST_ATTEMPTS and of_all < MOST_ATTEMPTS_IN_BRAND)


def note_attempt(
    connection: Connection, brand: BrandId, name: str, person: PersonId, now: int
) -> None:
    """Write down that somebody entered a code that is none."""
    _FORGET_ATTEMPTS.change(connection, brand=brand, since=now - ATTEMPTS_COUNT_FOR)
    _ATTEMPT.write(connection, [_Attempt(brand, name, person, now)])
