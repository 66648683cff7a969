"""What people were told of when a feed opened a conversation: the post behind an occurrence."""

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.schema import occurrences
from bot.store.statement import always, among, fixed


class Post(Struct, frozen=True):
    """A post of a feed; where `count` is above one it is the newest of so many."""

    title: str
    link: str | None = None
    count: int = 1


_POSTS = always(
    lambda: select(occurrences.c.id, occurrences.c.data).where(
        occurrences.c.brand == bindparam("brand"),
        among(occurrences.c.id, "ids"),
        occurrences.c.kind == fixed("feed"),
    ),
)


def posts_told(connection: Connection, brand: BrandId, ids: list[str]) -> dict[str, Post]:
    """Return the posts behind those of these occurrences that are of a feed, by their ids."""
    rows = _POSTS.read(connection, brand=brand, ids=ids)
    return {row[0]: msgspec.json.decode(row[1], type=Post) for row in rows}
