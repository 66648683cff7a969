"""What a turn does to rows that others wrote: stop, block, export, erase. After its own rows."""

from base64 import b64encode
from typing import assert_never

import msgspec

from bot.core.content import Media, Message
from bot.core.effects import (
    AnswerLink,
    CloseDoor,
    EnterLinkCode,
    ErasePerson,
    ExportPerson,
    GiveLinkCode,
    MarkUndelivered,
    MoveSpace,
    PartAccounts,
    StopEverything,
)
from bot.engine.erasing import erase_person
from bot.engine.turns.effects import Late, Stage
from bot.engine.turns.ways import settle_way
from bot.store.cancelling import cancel_waiting
from bot.store.connection import Connection
from bot.store.deliveries import add_deliveries
from bot.store.due_events import drop_waiting
from bot.store.export import export_person
from bot.store.people import accounts_of

_JSON = "application/json"
_LINKING = (EnterLinkCode, AnswerLink, PartAccounts)


def settle_late(connection: Connection, stage: Stage) -> bool:
    """Do what could not be gathered, in order; say whether something of it is due at once."""
    for position, effect in stage.late:
        _settle(connection, stage, position, effect)
    return any(isinstance(effect, _LINKING) for _, effect in stage.late)


def _settle(connection: Connection, stage: Stage, position: int, effect: Late) -> None:
    match effect:
        case StopEverything():
            _cancel_everything(connection, stage)
        case ExportPerson():
            _send_export(connection, stage, position, effect)
        case ErasePerson():
            _erase(connection, stage, position, effect)
        case CloseDoor() | MoveSpace() | MarkUndelivered():
            settle_way(connection, stage, effect)
        case GiveLinkCode() | EnterLinkCode() | AnswerLink() | PartAccounts():
            # Loaded where it is used: few people ever join their accounts.
            from bot.engine.turns.linking import settle_link  # noqa: PLC0415

            settle_link(connection, stage, position, effect)
        case _:
            assert_never(effect)


def _cancel_everything(connection: Connection, stage: Stage) -> None:
    """Cancel what waits for the person on any channel, besides what this turn says."""
    before = stage.number() if stage.seq is None else stage.seq
    for account in accounts_of(connection, stage.brand.id, stage.person.id):
        cancel_waiting(connection, account, before=before, now=stage.at)
        drop_waiting(connection, account)


def _send_export(connection: Connection, stage: Stage, position: int, effect: ExportPerson) -> None:
    """Say it with the whole file beside it: no address of ours that others could open."""
    held = export_person(connection, stage.brand.id, stage.person.id)
    data = msgspec.json.format(msgspec.json.encode(held), indent=2)
    media = Media(
        kind="file",
        url=f"data:{_JSON};base64,{b64encode(data).decode()}",
        name=effect.file_name,
        media_type=_JSON,
        size=len(data),
    )
    message: Message = msgspec.structs.replace(effect.message, media=(media,))
    add_deliveries(connection, stage.deliveries(position, message, kind="export"))


def _erase(connection: Connection, stage: Stage, position: int, effect: ErasePerson) -> None:
    """Erase the person; what this turn says goes out afterwards and is deleted once delivered."""
    erase_person(connection, stage.brand.id, stage.person.id, stage.at)
    said = [
        msgspec.structs.replace(row, kind="farewell", path=None, owner=None)
        for row in stage.writes.deliveries
    ]
    stage.is_kept = False  # whose key it was is gone
    said += stage.deliveries(position, effect.farewell, kind="farewell")
    add_deliveries(connection, [row for row in said if row.status != "kept"])
