"""What a turn does for a person on many platforms: codes, the questions to both sides, the end."""

from collections.abc import Iterable
from typing import assert_never

import msgspec

from bot.core.content import Message
from bot.core.effects import AnswerLink, EnterLinkCode, GiveLinkCode, PartAccounts
from bot.core.events import Happened, Sender
from bot.core.ids import EventId, PersonId
from bot.core.link_code import payload_of
from bot.core.markup import escaped
from bot.core.values import Value
from bot.dialogue.messages.linking import (
    LINK_ASKED,
    LINK_DECLINED,
    LINK_JOINED,
    LINK_PARTED,
    LINK_REFUSED,
    LINK_WAITS,
)
from bot.engine.joining import join_accounts, members_with
from bot.engine.parting import part_account
from bot.engine.turns.effects import Stage
from bot.store.connection import Connection
from bot.store.deliveries import add_deliveries
from bot.store.events import NewEvent, add_events
from bot.store.link_codes import (
    GIVER,
    GOOD_FOR,
    TAKER,
    LinkCode,
    agree,
    code_given,
    drop_link,
    give_code,
    hashed,
    link_under_way,
    may_try,
    note_attempt,
    take_code,
)
from bot.store.people import Account, people, person_of
from bot.store.values import to_json


def settle_link(
    connection: Connection,
    stage: Stage,
    position: int,
    effect: GiveLinkCode | EnterLinkCode | AnswerLink | PartAccounts,
) -> None:
    """Do what follows, once the rows of the turn are written."""
    match effect:
        case GiveLinkCode():
            _say_code(connection, stage, position, effect)
        case EnterLinkCode():
            _enter(connection, stage, effect)
        case AnswerLink():
            _answer(connection, stage, effect)
        case PartAccounts():
            _take_apart(connection, stage)
        case _:
            assert_never(effect)


def _say_code(connection: Connection, stage: Stage, position: int, effect: GiveLinkCode) -> None:
    """Keep a new code as its hash, and say it with the addresses that enter it."""
    brand, account, code = stage.brand.id, stage.account, stage.new_code()
    row = LinkCode(
        brand=brand,
        id=stage.event.derive("link", position),
        code=hashed(brand, code),
        person=stage.own,
        channel=account.channel,
        external_id=account.external_id,
        until=stage.at + GOOD_FOR,
    )
    give_code(connection, row, stage.at)
    text = effect.text.replace("{code}", code)
    addresses = stage.outlets.addresses(payload_of(code), besides=account.channel)
    if addresses:
        text = "\n".join((text, effect.opening, *addresses))
    add_deliveries(connection, stage.deliveries(position, Message(text, escaped(text))))


def _enter(connection: Connection, stage: Stage, effect: EnterLinkCode) -> None:
    """Ask both sides whether they are one; a code that is none counts as an attempt."""
    brand, now = stage.brand.id, stage.at
    if not may_try(connection, brand, stage.own, now):
        _refuse(connection, stage, "limit")
        return
    link = code_given(connection, brand, effect.code, now)
    giver = None if link is None else person_of(connection, link.giver)
    if link is None or giver is None:
        note_attempt(connection, brand, stage.event.derive("attempt"), stage.own, now)
        _refuse(connection, stage, "wrong")
    elif giver == stage.person.id:
        _refuse(connection, stage, "same")
    elif stage.members and members_with(connection, brand, giver):
        _refuse(connection, stage, "both")
    else:
        _ask_both(connection, stage, link, giver)


def _answer(connection: Connection, stage: Stage, effect: AnswerLink) -> None:
    """Join them once both sides have said yes in time; a no of either ends it."""
    brand = stage.brand.id
    link = link_under_way(connection, brand, effect.link, stage.at)
    side = None if link is None else _side_of(link, stage.account)
    if link is None or side is None:
        _refuse(connection, stage, "late")
    elif not effect.agreed:
        drop_link(connection, brand, link.id)
        _tell(connection, stage, _both(link), LINK_DECLINED)
    elif link.agreed | side != GIVER | TAKER:
        agree(connection, brand, link.id, side)
        _tell(connection, stage, [stage.account], LINK_WAITS)
    else:
        drop_link(connection, brand, link.id)
        _join(connection, stage, link)


def _take_apart(connection: Connection, stage: Stage) -> None:
    """Let the account of this turn stand alone again; where it is the host's, all of them do."""
    alone = part_account(connection, stage.account, stage.at)
    _tell(connection, stage, alone, LINK_PARTED)


def _ask_both(connection: Connection, stage: Stage, link: LinkCode, giver: PersonId) -> None:
    account = stage.account
    taken = msgspec.structs.replace(
        link,
        taker=stage.own,
        taker_channel=account.channel,
        taker_external_id=account.external_id,
        until=stage.at + GOOD_FOR,
    )
    take_code(connection, taken)
    known = {row.id: row for row in people(connection, stage.brand.id, [giver])}
    name = known[giver].name or known[giver].first_name
    asked: dict[str, Value] = {"link": link.id, "where": stage.outlets.title(link.channel)}
    asked |= {"who": name, "sure": True}
    _tell(connection, stage, [account], LINK_ASKED, asked)
    name = stage.person.name or stage.person.first_name
    asked = {"link": link.id, "where": stage.outlets.title(account.channel), "who": name}
    _tell(connection, stage, [link.giver], LINK_ASKED, asked)


def _join(connection: Connection, stage: Stage, link: LinkCode) -> None:
    entered = link.entered_on
    why = "late" if entered is None else join_accounts(connection, link.giver, entered, stage.at)
    if entered is None or why is not None:
        _refuse_both(connection, stage, link, why or "late")
    else:
        here: dict[str, Value] = {"where": stage.outlets.title(entered.channel)}
        _tell(connection, stage, [link.giver], LINK_JOINED, here)
        there: dict[str, Value] = {"where": stage.outlets.title(link.channel), "resumes": True}
        _tell(connection, stage, [entered], LINK_JOINED, there)


def _side_of(link: LinkCode, account: Account) -> int | None:
    if account == link.giver:
        return GIVER
    return TAKER if account == link.entered_on else None


def _both(link: LinkCode) -> list[Account]:
    return [link.giver, *(() if link.entered_on is None else (link.entered_on,))]


def _refuse_both(connection: Connection, stage: Stage, link: LinkCode, why: str) -> None:
    _tell(connection, stage, _both(link), LINK_REFUSED, {"why": why})


def _refuse(connection: Connection, stage: Stage, why: str) -> None:
    _tell(connection, stage, [stage.account], LINK_REFUSED, {"why": why})


def _tell(
    connection: Connection,
    stage: Stage,
    accounts: Iterable[Account],
    name: str,
    data: dict[str, Value] | None = None,
) -> None:
    """Let this happen in the conversations of these accounts, next."""
    happened = to_json(Happened(name, data))
    add_events(
        connection,
        [
            NewEvent(
                brand=to.brand,
                id=EventId(stage.event.derive(name, to.channel, to.external_id)),
                seq=stage.number(),
                channel=to.channel,
                sender=to.external_id,
                sender_facts=to_json(Sender(to.external_id)),
                space=None,
                happening=happened,
                raw=None,
                received_at=stage.at,
                due_at=stage.at,
            )
            for to in accounts
        ],
    )
