"""People, and the accounts by which they are known on channels."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import and_, bindparam, exists, func, null, outerjoin, select, update

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.connection import Connection
from bot.store.heard import last_heard, later_heard, person_columns
from bot.store.schema import conversations, identities, persons
from bot.store.statement import Statement, always, among, fixed, insert_new, insert_or_update


class Account(Struct, frozen=True):
    """One account on one channel, by the platform's own id."""

    brand: BrandId
    channel: ChannelName
    external_id: str


class PersonRow(Struct):
    """One row of `persons`; `facts` is the JSON of what dialogues remembered.

    `tags` and `arms` are JSON too, None for none: a list, and the arms of splits by name.

    `language` and `timezone` are what the platform says, the chosen ones what the person said.
    `stopped_at` is when they said *stop*, None since they have spoken again.
    """

    brand: BrandId
    id: PersonId
    name: str | None
    first_name: str | None
    language: str | None
    timezone: str | None
    chosen_language: str | None
    chosen_timezone: str | None
    facts: str
    since: int
    last_said: int | None
    stopped_at: int | None = None
    tags: str | None = None
    arms: str | None = None


class LastSaid(Struct, frozen=True):
    """When a person was heard who does not talk in a private conversation of their own alone."""

    brand: BrandId
    id: PersonId
    last_said: int | None


class IdentityRow(Struct, frozen=True):
    """One row of `identities`: an account of a person on a channel.

    Where it is joined with others, `own` is the person that it is by itself, `lent` is what it has
    told of the person that it is now, and `spoke_at` is when it spoke last: see
    `bot.store.joined`.
    """

    brand: BrandId
    channel: ChannelName
    external_id: str
    person: PersonId
    since: int
    blocked_at: int | None = None
    own: PersonId | None = None
    lent: str | None = None
    spoke_at: int | None = None


class Acquaintance(Struct, frozen=True):
    """A person found by an account, with the state of their private conversation.

    `blocked` says that nothing reached them there when that was last tried or told, `joined` that
    the account is one of several.
    """

    external_id: str
    person: PersonRow
    state: str | None
    blocked: bool
    joined: bool


class ClosedDoor(Struct, frozen=True):
    """An account that cannot be written to; it holds unless the person has spoken after `since`."""

    brand: BrandId
    channel: ChannelName
    external_id: str
    blocked_at: int
    since: int


_OF_ACCOUNT = (
    identities.c.brand == bindparam("brand"),
    identities.c.channel == bindparam("channel"),
    identities.c.external_id == bindparam("external_id"),
)
_IDENTITY = always(lambda: select(identities.c.person).where(*_OF_ACCOUNT))
_OWN = always(
    lambda: select(func.coalesce(identities.c.own, identities.c.person)).where(*_OF_ACCOUNT),
)
_ACQUAINTANCES = always(
    lambda: (
        select(
            identities.c.external_id,
            *person_columns(later_heard(conversations.c.heard_at)),
            conversations.c.id,
            conversations.c.state,
            identities.c.blocked_at,
            identities.c.own,
        )
        .select_from(
            outerjoin(
                identities.join(
                    persons,
                    and_(
                        # Said so that nobody is looked up before their account: while nothing is
                        # known of its tables, a server might begin with all people of the brand.
                        persons.c.brand == func.coalesce(identities.c.brand, fixed("")),
                        persons.c.id == identities.c.person,
                    ),
                ),
                conversations,
                and_(
                    conversations.c.brand == identities.c.brand,
                    conversations.c.id == identities.c.person,
                ),
            ),
        )
        .where(
            identities.c.brand == bindparam("brand"),
            identities.c.channel == bindparam("channel"),
            among(identities.c.external_id, "external_ids"),
        )
    ),
)
_PEOPLE = always(
    lambda: select(*person_columns()).where(
        persons.c.brand == bindparam("brand"), among(persons.c.id, "ids")
    ),
)
_ACCOUNTS = always(
    lambda: (
        select(identities.c.brand, identities.c.channel, identities.c.external_id)
        .where(identities.c.brand == bindparam("brand"), identities.c.person == bindparam("person"))
        .order_by(identities.c.since, identities.c.channel)
    ),
)
_CLOSE = always(
    lambda: (
        update(identities)
        .where(
            *_OF_ACCOUNT,
            identities.c.blocked_at.is_(None),
            ~exists().where(
                persons.c.brand == identities.c.brand,
                persons.c.id == identities.c.person,
                last_heard() > bindparam("since"),
            ),
        )
        .values(blocked_at=bindparam("blocked_at"))
    ),
)
_OPEN = always(lambda: update(identities).where(*_OF_ACCOUNT).values(blocked_at=null()))
_CLOSED = always(
    lambda: select(identities.c.external_id).where(
        identities.c.brand == bindparam("brand"),
        identities.c.channel == bindparam("channel"),
        among(identities.c.external_id, "external_ids"),
        identities.c.blocked_at.is_not(None),
    ),
)
_SAVE_PERSONS = insert_or_update(persons)
_HEAR_PERSONS = always(
    lambda: (
        update(persons)
        .where(persons.c.brand == bindparam("brand"), persons.c.id == bindparam("id"))
        .values(last_said=bindparam("last_said"))
    ),
    key=("brand", "id"),
)
_ADD_IDENTITIES = insert_new(identities)


def person_of(connection: Connection, account: Account) -> PersonId | None:
    """Return whose account this is, None where it is nobody's."""
    return _named_by(_IDENTITY, connection, account)


def own_of(connection: Connection, account: Account) -> PersonId | None:
    """Return whom an account is by itself, whoever it is joined with; None where it is nobody's."""
    return _named_by(_OWN, connection, account)


def _named_by(statement: Statement, connection: Connection, account: Account) -> PersonId | None:
    rows = statement.read(
        connection,
        brand=account.brand,
        channel=account.channel,
        external_id=account.external_id,
    )
    return PersonId(rows[0][0]) if rows else None


def acquaintances(
    connection: Connection, brand: BrandId, channel: ChannelName, external_ids: Sequence[str]
) -> list[Acquaintance]:
    """Return the people behind these accounts, as far as they are known."""
    rows = _ACQUAINTANCES.read(
        connection, brand=brand, channel=channel, external_ids=list(external_ids)
    )
    return [
        Acquaintance(
            row[0], PersonRow(*row[1:-4]), row[-3], row[-2] is not None, row[-1] is not None
        )
        for row in rows
    ]


def people(connection: Connection, brand: BrandId, ids: Sequence[PersonId]) -> list[PersonRow]:
    """Return these people, as far as there are any."""
    return [PersonRow(*row) for row in _PEOPLE.read(connection, brand=brand, ids=list(ids))]


def save_persons(connection: Connection, rows: Sequence[PersonRow]) -> None:
    """Write these people, new or changed."""
    _SAVE_PERSONS.put(connection, rows)


def hear_persons(connection: Connection, rows: Sequence[LastSaid]) -> None:
    """Write when people were heard; all else of them stays, and need not be sealed again."""
    _HEAR_PERSONS.put(connection, rows)


def add_identities(connection: Connection, rows: Sequence[IdentityRow]) -> None:
    """Write new accounts; one that is known already stays as it is."""
    _ADD_IDENTITIES.put(connection, rows)


def close_doors(connection: Connection, doors: Sequence[ClosedDoor]) -> None:
    """Mark accounts as closed; one that is nobody's stays nobody's."""
    _CLOSE.put(connection, doors)


def closed_among(
    connection: Connection, brand: BrandId, channel: ChannelName, external_ids: Sequence[str]
) -> set[str]:
    """Return those of these accounts of a channel that cannot be written to."""
    rows = _CLOSED.read(connection, brand=brand, channel=channel, external_ids=list(external_ids))
    return {row[0] for row in rows}


def open_doors(connection: Connection, accounts: Sequence[Account]) -> None:
    """Mark accounts as open again."""
    _OPEN.put(connection, accounts)


def accounts_of(connection: Connection, brand: BrandId, person: PersonId) -> list[Account]:
    """Return every account of a person, oldest first."""
    return [Account(*row) for row in _ACCOUNTS.read(connection, brand=brand, person=person)]
