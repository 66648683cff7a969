"""Accounts that are joined: one person on many platforms.

An account points to its person. Joining points it to another one, its *host*, and leaves the person
that it was by itself (`own`) as they were, for the day when it is parted again. What belongs to an
account stays its own: its consents, its runs, and what was said to it. See decision 47.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, func, select, update

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import identities
from bot.store.sealing.plan import sealing
from bot.store.statement import always, among, fixed
from bot.store.subscriptions import topics_of


class Member(Struct, frozen=True):
    """One account of a person who has several; `spoke_at` in microseconds.

    `lent` is what it has told of the person, as JSON, None for nothing.
    """

    account: Account
    person: PersonId
    own: PersonId
    lent: str | None
    spoke_at: int
    blocked: bool

    @property
    def is_host(self) -> bool:
        """Whether it is the account whose person they all are."""
        return self.own == self.person


class Standing(Struct, frozen=True):
    """How an account stands among others, None where it stands alone."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    person: PersonId
    own: PersonId | None = None
    lent: str | None = None
    spoke_at: int | None = None


class Spoken(Struct, frozen=True):
    """A joined account has spoken."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    at: int


class Lent(Struct, frozen=True):
    """What an account has told of the person that it is now, as JSON."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    own: PersonId
    lent: str | None


_I = identities.c
_OF_ACCOUNT = (
    _I.brand == bindparam("brand"),
    _I.channel == bindparam("channel"),
    _I.external_id == bindparam("external_id"),
)
_MEMBERS = always(
    lambda: select(
        _I.brand,
        _I.channel,
        _I.external_id,
        _I.person,
        _I.own,
        _I.lent,
        _I.spoke_at,
        _I.blocked_at,
    ).where(
        _I.brand == bindparam("brand"),
        among(_I.person, "persons"),
        # Hidden from the index of what is joined: all of the brand's accounts in it would be read.
        func.coalesce(_I.own, fixed("")) > fixed(""),
    ),
)
_STAND = always(
    lambda: (
        update(identities)
        .where(*_OF_ACCOUNT)
        .values(
            person=bindparam("person"),
            own=bindparam("own"),
            lent=bindparam("lent"),
            spoke_at=bindparam("spoke_at"),
        )
    ),
    sealing(identities, ("lent",), by="own"),
)
_LEND = always(
    lambda: (
        update(identities).where(*_OF_ACCOUNT, _I.own.is_not(None)).values(lent=bindparam("lent"))
    ),
    sealing(identities, ("lent",), by="own"),
)
_SPEAK = always(
    lambda: (
        update(identities).where(*_OF_ACCOUNT, _I.own.is_not(None)).values(spoke_at=bindparam("at"))
    ),
)
_ALONE = always(
    lambda: select(_I.channel, _I.external_id).where(
        _I.brand == bindparam("brand"), among(_I.person, "persons"), _I.own.is_(None)
    ),
)
_GUESTS = always(
    lambda: select(_I.channel, _I.external_id).where(
        _I.brand == bindparam("brand"), among(_I.own, "persons")
    ),
)


def members_of(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> dict[PersonId, list[Member]]:
    """Return the accounts of those among these people who have several, the host's first."""
    found: dict[PersonId, list[Member]] = {}
    for row in _MEMBERS.read(connection, brand=brand, persons=list(persons)):
        member = Member(Account(*row[:3]), row[3], row[4], row[5], row[6] or 0, row[7] is not None)
        found.setdefault(member.person, []).append(member)
    for members in found.values():
        members.sort(
            key=lambda one: (not one.is_host, one.account.channel, one.account.external_id)
        )
    return found


def people_with(connection: Connection, brand: BrandId, person: PersonId) -> list[PersonId]:
    """Return a person, and whom the accounts joined with theirs are by themselves."""
    members = members_of(connection, brand, [person]).get(person, ())
    return list(dict.fromkeys([person, *(one.own for one in members)]))


def topics_together(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> dict[PersonId, set[str]]:
    """Return the topics that each of these people has consented to, on whichever account."""
    owners = owners_of(members_of(connection, brand, persons), persons)
    together: dict[PersonId, set[str]] = {}
    for own, topics in topics_of(connection, brand, list(owners)).items():
        together.setdefault(owners[own], set()).update(topics)
    return together


def accounts_by_themselves(
    connection: Connection, brand: BrandId, persons: Sequence[PersonId]
) -> list[Account]:
    """Return the accounts that are these people by themselves, whoever they are joined with."""
    alone = _ALONE.read(connection, brand=brand, persons=list(persons))
    guests = _GUESTS.read(connection, brand=brand, persons=list(persons))
    return [Account(brand, row[0], row[1]) for row in (*alone, *guests)]


def owners_of(
    members: Mapping[PersonId, Sequence[Member]], persons: Iterable[PersonId]
) -> dict[PersonId, PersonId]:
    """Return whom accounts of these people are by themselves, with the person that they are now."""
    alone = {person: person for person in persons}
    return alone | {one.own: one.person for several in members.values() for one in several}


def stand(connection: Connection, rows: Sequence[Standing]) -> None:
    """Let accounts belong to these people."""
    _STAND.write(connection, rows)


def note_spoken(connection: Connection, rows: Sequence[Spoken]) -> None:
    """Write down when joined accounts have spoken."""
    _SPEAK.write(connection, rows)


def save_lent(connection: Connection, rows: Sequence[Lent]) -> None:
    """Write what joined accounts have told."""
    _LEND.write(connection, rows)
