"""What the claim has to know of those to whom something goes that they have not just asked for."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, exists, select

from bot.core.ids import BrandId, ConversationId
from bot.store.connection import Connection
from bot.store.heard import last_heard
from bot.store.schema import occurrences, persons, recipients, subscriptions
from bot.store.statement import always, among

Unsure = Literal["leave", "send again", "ask"]
"""What becomes of a message of which nobody knows whether it came: it is left alone, it is sent
again whatever that means, or it is left alone and somebody is asked."""


class Standing(Struct, frozen=True):
    """An occurrence that something is sent for; `expires_at` in microseconds."""

    id: str
    kind: str
    status: str
    expires_at: int | None
    unsure: Unsure = "leave"


class Clearance(Struct, frozen=True):
    """A recipient of an occurrence: until when it may still be sent, and whether the yes stands."""

    conversation: ConversationId
    expires_at: int | None
    subscribed: bool


class Listener(Struct, frozen=True):
    """Somebody in private: the zones that are known, and when they last said something or stop."""

    conversation: ConversationId
    chosen_timezone: str | None
    timezone: str | None
    last_said: int | None
    stopped_at: int | None


class _Definition(Struct):
    """The part of an occurrence's definition that its messages are sent by."""

    unknown: Unsure = "leave"


_DEFINITION = msgspec.json.Decoder(_Definition)
_O, _R, _P, _S = occurrences.c, recipients.c, persons.c, subscriptions.c
_STANDINGS = always(
    lambda: select(_O.id, _O.kind, _O.status, _O.expires_at, _O.definition).where(
        _O.brand == bindparam("brand"), among(_O.id, "ids")
    ),
)
_CLEARANCES = always(
    lambda: select(
        _R.conversation,
        _R.expires_at,
        exists()
        .where(_S.brand == _R.brand, _S.conversation == _R.conversation, _S.topic == _R.topic)
        .correlate(recipients),
    ).where(
        _R.brand == bindparam("brand"),
        _R.occurrence == bindparam("occurrence"),
        among(_R.conversation, "conversations"),
    ),
)
_LISTENERS = always(
    lambda: select(_P.id, _P.chosen_timezone, _P.timezone, last_heard(), _P.stopped_at).where(
        _P.brand == bindparam("brand"), among(_P.id, "ids")
    ),
)


def standings(connection: Connection, brand: BrandId, ids: Sequence[str]) -> dict[str, Standing]:
    """Return how these occurrences stand."""
    rows = _STANDINGS.read(connection, brand=brand, ids=list(ids))
    return {
        one: Standing(one, kind, status, expires_at, _unsure(definition))
        for one, kind, status, expires_at, definition in rows
    }


def clearances(
    connection: Connection, brand: BrandId, occurrence: str, conversations: Sequence[ConversationId]
) -> dict[ConversationId, Clearance]:
    """Return how these recipients of an occurrence stand."""
    rows = _CLEARANCES.read(
        connection, brand=brand, occurrence=occurrence, conversations=list(conversations)
    )
    return {row[0]: Clearance(row[0], row[1], bool(row[2])) for row in rows}


def listeners(
    connection: Connection, brand: BrandId, conversations: Sequence[ConversationId]
) -> dict[ConversationId, Listener]:
    """Return the people of these private conversations, as far as they are known."""
    rows = _LISTENERS.read(connection, brand=brand, ids=list(conversations))
    return {row[0]: Listener(*row) for row in rows}


def _unsure(definition: str) -> Unsure:
    try:
        return _DEFINITION.decode(definition).unknown
    except msgspec.MsgspecError:
        return "leave"
