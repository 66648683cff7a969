"""Files that people send on our own page: from the first byte to whoever may look at them.

A message, a slot and a row hold no more than a reference, `upload:` and an id that opens nothing.
Whoever may write the file or look at it gets a pass, which ends.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Literal

from msgspec import Struct

from bot.core.content import Media, MediaKind
from bot.core.ids import BrandId
from bot.core.media_address import address_of_upload
from bot.core.media_types import UNKNOWN, is_taken, kind_of, media_type_of
from bot.store.beside import BESIDE
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import to_moment
from bot.store.people import Account
from bot.store.uploads import (
    PartRow,
    UploadRow,
    add_upload,
    complete_upload,
    find_upload,
    owner_of,
    read_parts,
    uploads_of,
    write_parts,
)

MOST_BYTES = 10 * 1024 * 1024
"""The largest file: a photo of a phone has a third of it."""

MOST_HELD = 100 * 1024 * 1024
"""How much of one person is kept at once."""

READABLE_FOR = timedelta(days=1)
WRITABLE_FOR = timedelta(hours=1)

PART_BYTES = 24_576
"""Divisible by three: parts in base64 can be put together as they are."""

_PARTS_AT_ONCE = 8
_AT_ONCE = PART_BYTES * _PARTS_AT_ONCE
_ID_BYTES, _SECRET_BYTES = 16, 32

Purpose = Literal["read", "write"]
Declined = Literal["large", "type", "full", "nobody"]
"""Why no file is taken: it is too large or of a type that is not, too much is held already, or
whoever sends it has said nothing yet."""

Ended = Literal["kept", "unknown", "large", "broken"]
"""How the coming of a file ended; `broken` is less than what was announced."""


class Offered(Struct, frozen=True):
    """A file that somebody wants to send, as their browser describes it; `size` in bytes."""

    name: str | None
    media_type: str | None
    size: int


class Shown(Struct, frozen=True):
    """A file, with the pass that opens it for now."""

    id: str
    media: Media
    key: str


class Uploads:
    """The files that people have sent to the brands of one process.

    Args:
        store: the open store; the caller closes it.
        clock: tells the present time in UTC.
    """

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    async def begin(self, account: Account, offered: Offered) -> Shown | Declined:
        """Make room for a file; the pass lets it be written."""
        media_type = _type_of(offered)
        if not 0 < offered.size <= MOST_BYTES:
            return "large"
        if not is_taken(media_type):
            return "type"
        now = self._clock()

        def unit(connection: Connection) -> UploadRow | Declined:
            found = owner_of(connection, account, to_moment(now - WRITABLE_FOR))
            if found is None:
                return "nobody"
            person, held = found
            if held + offered.size > MOST_HELD:
                return "full"
            row = UploadRow(
                account.brand,
                token_hex(_ID_BYTES),
                account.channel,
                account.external_id,
                person,
                token_hex(_SECRET_BYTES),
                kind_of(media_type),
                offered.name,
                media_type,
                offered.size,
                to_moment(now),
            )
            add_upload(connection, row)
            return row

        made = await self._store.run(unit, BESIDE)
        return self._shown(made, "write") if isinstance(made, UploadRow) else made

    async def write(
        self, brand: BrandId, upload: str, key: str, body: AsyncIterator[bytes]
    ) -> Ended:
        """Keep a file as it comes; one that is kept already stays as it is."""
        row = await self._find(brand, upload, key, "write")
        if row is None:
            return "unknown"
        if row.complete_at is not None:
            return "kept"
        came, waiting = 0, bytearray()
        async for chunk in body:
            came += len(chunk)
            if came > row.size:
                return "large"
            waiting += chunk
            if len(waiting) >= _AT_ONCE:
                done = came - len(waiting)
                if not await self._keep(row, done, bytes(waiting[:_AT_ONCE])):
                    return "unknown"
                del waiting[:_AT_ONCE]
        if came < row.size:
            return "broken"
        is_kept = await self._keep(row, came - len(waiting), bytes(waiting), is_last=True)
        return "kept" if is_kept else "unknown"

    async def _keep(
        self, row: UploadRow, begin: int, content: bytes, *, is_last: bool = False
    ) -> bool:
        """Keep some parts; nothing is kept of a file that is no longer anybody's."""
        now = to_moment(self._clock())

        def unit(connection: Connection) -> bool:
            if find_upload(connection, row.brand, row.id) is None:
                return False
            write_parts(connection, _parts(row, begin, content))
            if is_last:
                complete_upload(connection, row.brand, row.id, now)
            return True

        return await self._store.run(unit, BESIDE)

    async def of(self, account: Account, uploads: Sequence[str]) -> Mapping[str, Shown]:
        """Return those of these files that are complete and this account's, by id."""
        if not uploads:
            return {}
        unit = partial(uploads_of, account=account, ids=uploads)
        found = await self._store.run(unit, BESIDE)
        return {row.id: self._shown(row, "read") for row in found}

    async def find(self, brand: BrandId, upload: str, key: str) -> Media | None:
        """Return what a file is for whoever has a pass to look at it; None for all others."""
        row = await self._find(brand, upload, key, "read")
        return None if row is None or row.complete_at is None else _media(row)

    async def find_for_brand(self, brand: BrandId, upload: str) -> Media | None:
        """Return what a file is, for the brand's own systems."""
        row = await self._store.run(partial(find_upload, brand=brand, upload=upload), BESIDE)
        return None if row is None or row.complete_at is None else _media(row)

    async def read(self, brand: BrandId, upload: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Yield a file that was found, from one byte up to another."""
        while begin < end:
            first = begin // PART_BYTES
            unit = partial(
                read_parts,
                brand=brand,
                upload=upload,
                first=_position(first),
                most=_PARTS_AT_ONCE,
            )
            parts = await self._store.run(unit, BESIDE)
            content = b"".join(map(b64decode, parts))[begin - first * PART_BYTES :]
            if not content:
                return  # it was erased meanwhile
            content = content[: end - begin]
            yield content
            begin += len(content)

    async def _find(
        self, brand: BrandId, upload: str, key: str, purpose: Purpose
    ) -> UploadRow | None:
        unit = partial(find_upload, brand=brand, upload=upload)
        row = await self._store.run(unit, BESIDE)
        if row is None or not _opens(row, key, purpose, self._clock()):
            return None
        return row

    def _shown(self, row: UploadRow, purpose: Purpose) -> Shown:
        lasts = READABLE_FOR if purpose == "read" else WRITABLE_FOR
        until = int((self._clock() + lasts).timestamp())
        return Shown(row.id, _media(row), f"{until}.{_proof(row, purpose, str(until))}")


def _type_of(offered: Offered) -> str:
    told = (offered.media_type or "").partition(";")[0].strip().lower()
    return told if told not in {"", UNKNOWN} else media_type_of(offered.name or "") or UNKNOWN


def _media(row: UploadRow) -> Media:
    kind: MediaKind = kind_of(row.media_type)
    return Media(kind, address_of_upload(row.id), row.name, row.media_type, row.size)


def _parts(row: UploadRow, begin: int, content: bytes) -> list[PartRow]:
    """Return the rows of a piece of a file that begins where a part does."""
    return [
        PartRow(
            row.brand,
            row.id,
            _position((begin + at) // PART_BYTES),
            row.person,
            b64encode(content[at : at + PART_BYTES]).decode(),
            row.at,
        )
        for at in range(0, len(content), PART_BYTES)
    ]


def _position(number: int) -> str:
    return f"{number:06}"


def _proof(row: UploadRow, purpose: Purpose, until: str) -> str:
    told = f"{purpose}.{row.id}.{until}".encode()
    return hmac.digest(row.secret.encode(), told, "sha256").hex()


def _opens(row: UploadRow, key: str, purpose: Purpose, now: datetime) -> bool:
    until, _, proof = key.partition(".")
    if not (until.isascii() and until.isdigit() and proof.isascii()):
        return False
    is_genuine = hmac.compare_digest(proof, _proof(row, purpose, until))
    return is_genuine and now.timestamp() <= int(until[:12])
