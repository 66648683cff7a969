"""Files that people send where no platform keeps them for us: kept in parts, and theirs alone."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, select, update

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.connection import Connection
from bot.store.people import Account, own_of
from bot.store.schema import upload_parts, uploads
from bot.store.statement import always, among, fixed, insert_new, insert_or_update


class UploadRow(Struct, frozen=True):
    """One file; `size` in bytes, times in microseconds.

    `sender` is the person's id on the channel. Who knows the `secret` may write it and read it.
    `complete_at` is None until all of it has come.
    """

    brand: BrandId
    id: str
    channel: ChannelName
    sender: str
    person: PersonId
    secret: str
    kind: str
    name: str | None
    media_type: str
    size: int
    at: int
    complete_at: int | None = None


class PartRow(Struct, frozen=True):
    """A part of a file, in base64; `position` is its number with leading zeros."""

    brand: BrandId
    upload: str
    position: str
    person: PersonId
    piece: str
    at: int


_U, _P = uploads.c, upload_parts.c
_ALL = [_U[field] for field in UploadRow.__struct_fields__]
_THIS = (_U.brand == bindparam("brand"), _U.id == bindparam("id"))
_FIND = always(lambda: select(*_ALL).where(*_THIS))
_OF_ACCOUNT = always(
    lambda: select(*_ALL).where(
        _U.brand == bindparam("brand"),
        _U.channel == bindparam("channel"),
        _U.sender == bindparam("sender"),
        among(_U.id, "ids"),
        _U.complete_at.is_not(None),
    )
)
_HELD = always(
    lambda: select(func.coalesce(func.sum(_U.size), fixed(0))).where(
        _U.brand == bindparam("brand"), _U.person == bindparam("person")
    )
)
_STALE = always(
    lambda: select(_U.id).where(
        _U.brand == bindparam("brand"),
        _U.person == bindparam("person"),
        _U.complete_at.is_(None),
        _U.at < bindparam("before"),
    )
)
_DROP = always(lambda: delete(uploads).where(_U.brand == bindparam("brand"), among(_U.id, "ids")))
_DROP_PARTS = always(
    lambda: delete(upload_parts).where(_P.brand == bindparam("brand"), among(_P.upload, "ids"))
)
_ADD = insert_new(uploads)
_WRITE = insert_or_update(upload_parts)
_COMPLETE = always(
    lambda: (
        update(uploads).where(*_THIS, _U.complete_at.is_(None)).values(complete_at=bindparam("now"))
    )
)
_READ = always(
    lambda: (
        select(_P.upload, _P.position, _P.piece)
        .where(
            _P.brand == bindparam("brand"),
            _P.upload == bindparam("upload"),
            _P.position >= bindparam("first"),
        )
        .order_by(_P.position)
        .limit(bindparam("most"))
        .offset(fixed(0))
    )
)


def owner_of(connection: Connection, account: Account, before: int) -> tuple[PersonId, int] | None:
    """Return whose account this is by itself, and how many bytes of theirs are held.

    None for nobody's. Files of theirs that began before a moment and never came are dropped.
    """
    person = own_of(connection, account)
    if person is None:
        return None
    stale = _STALE.read(connection, brand=account.brand, person=person, before=before)
    if stale:
        ids = [row[0] for row in stale]
        _DROP_PARTS.change(connection, brand=account.brand, ids=ids)
        _DROP.change(connection, brand=account.brand, ids=list(ids))
    ((held,),) = _HELD.read(connection, brand=account.brand, person=person)
    return person, int(held)


def add_upload(connection: Connection, row: UploadRow) -> None:
    """Make room for a file that is about to come."""
    _ADD.write(connection, [row])


def find_upload(connection: Connection, brand: BrandId, upload: str) -> UploadRow | None:
    """Return a file, complete or not; None where there is no such one."""
    rows = _FIND.read(connection, brand=brand, id=upload)
    return UploadRow(*rows[0]) if rows else None


def uploads_of(connection: Connection, account: Account, ids: Sequence[str]) -> list[UploadRow]:
    """Return those of these files that are complete, and this account's."""
    rows = _OF_ACCOUNT.read(
        connection,
        brand=account.brand,
        channel=account.channel,
        sender=account.external_id,
        ids=list(ids),
    )
    return [UploadRow(*row) for row in rows]


def write_parts(connection: Connection, rows: Sequence[PartRow]) -> None:
    """Keep parts of a file; a part that came before is written over."""
    _WRITE.write(connection, rows)


def complete_upload(connection: Connection, brand: BrandId, upload: str, now: int) -> None:
    """All of a file has come: nothing of it changes any more."""
    _COMPLETE.change(connection, brand=brand, id=upload, now=now)


def read_parts(
    connection: Connection, brand: BrandId, upload: str, first: str, most: int
) -> list[str]:
    """Return parts from a position on, in base64, in order."""
    rows = _READ.read(connection, brand=brand, upload=upload, first=first, most=most)
    return [row[2] for row in rows]
