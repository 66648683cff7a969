"""The rows behind `convivio person show, link, unlink`: the accounts of one person."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import click

from bot.cli.account_lines import account_line, account_moment
from bot.cli.json_text import print_json
from bot.cli.reading import library_of
from bot.cli.records import ask_database, database_of
from bot.cli.refusal import Refusal, never_run, nobody_known
from bot.clock import now
from bot.core.ids import BrandId, ChannelName
from bot.core.values import Value
from bot.engine.joining import Unjoined, join_accounts, members_with
from bot.engine.parting import part_account
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.people import Account, acquaintances
from bot.store.place import is_begun
from bot.store.subscriptions import topics_of

T = TypeVar("T")

_WHY_NOT: Mapping[Unjoined, str] = {
    "late": "One of the two is nobody's any more: nothing was changed.",
    "same": "They are one person already: nothing was changed.",
    "both": "Both have other accounts: unlink one of the two first.",
    "busy": (
        "Somebody of the desk talks with one of them, a call is under way, or the brand is just "
        "beginning to speak: try again in a moment."
    ),
}


class Named(NamedTuple):
    """An account as an operator names it."""

    channel: str
    external_id: str

    def __str__(self) -> str:
        """Return how it is named to people."""
        return f"{self.external_id} on {self.channel}"


class _Shown(NamedTuple):
    """One account of a person, with its consents; `spoke_at` is None if it never has."""

    account: Account
    topics: tuple[str, ...]
    blocked: bool
    is_host: bool
    spoke_at: int | None

    def line(self) -> str:
        """Return it as a person reads it."""
        consents = f"consents to {', '.join(self.topics)}" if self.topics else "no consent"
        return account_line(
            self.account, consents, self.spoke_at, blocked=self.blocked, is_host=self.is_host
        )

    def document(self) -> dict[str, Value]:
        """Return it as programs read it."""
        return {
            "channel": self.account.channel,
            "id": self.account.external_id,
            "consents": list(self.topics),
            "blocked": self.blocked,
            "comes_first": self.is_host,
            "spoke_at": account_moment(self.spoke_at),
        }


def show(folder: Path, named: Named, *, as_json: bool) -> None:
    """Write the accounts of the person whose this is.

    Raises:
        Refusal: nobody is known so.
    """
    shown = _ask(folder, lambda connection, brand: _accounts(connection, brand, named))
    if as_json:
        print_json({"accounts": [one.document() for one in shown]})
        return
    for one in shown:
        click.echo(one.line())


def link(folder: Path, first: Named, second: Named, *, sure: bool) -> str:
    """Join two accounts, after having asked, and say what was done.

    Raises:
        Refusal: one of them is not known, or they cannot be joined now, in words.
    """

    def look(connection: Connection, brand: BrandId) -> None:
        for one in (first, second):
            _accounts(connection, brand, one)

    _ask(folder, look)
    if not sure:
        click.echo(
            f"Whoever has either account, {first} or {second}, will see and go on with what was "
            "said on both, and can have all of it erased. Neither of them is asked."
        )
        click.confirm("Are they the same person?", abort=True)

    def unit(connection: Connection, brand: BrandId) -> Unjoined | None:
        at = to_moment(now())
        return join_accounts(connection, _account(brand, first), _account(brand, second), at)

    why = _ask(folder, unit)
    if why is not None:
        raise Refusal(_WHY_NOT[why])
    return f"{first} and {second} are one person from now on. They were not told."


def unlink(folder: Path, named: Named) -> str:
    """Part an account from those that it is joined with, and say what was done.

    Raises:
        Refusal: nobody is known so, or it stands alone.
    """

    def unit(connection: Connection, brand: BrandId) -> list[Account]:
        _accounts(connection, brand, named)
        return part_account(connection, _account(brand, named), to_moment(now()))

    alone = _ask(folder, unit)
    if not alone:
        raise Refusal(f"{named} is not linked with any other account: nothing was changed.")
    names = [str(Named(one.channel, one.external_id)) for one in alone]
    verb = "stands" if len(names) == 1 else "stand"
    return f"{', '.join(names)} {verb} alone again, as before. They were not told."


def _accounts(connection: Connection, brand: BrandId, named: Named) -> list[_Shown]:
    found = acquaintances(connection, brand, ChannelName(named.channel), [named.external_id])
    if not found:
        raise nobody_known(named.channel, named.external_id)
    person, members = found[0].person, members_with(connection, brand, found[0].person.id)
    topics = topics_of(connection, brand, [person.id, *(one.own for one in members)])
    if not members:
        account = _account(brand, named)
        given = tuple(sorted(topics.get(person.id, ())))
        return [_Shown(account, given, found[0].blocked, is_host=True, spoke_at=person.last_said)]
    return [
        _Shown(
            one.account,
            tuple(sorted(topics.get(one.own, ()))),
            one.blocked,
            one.is_host,
            one.spoke_at or None,
        )
        for one in members
    ]


def _account(brand: BrandId, named: Named) -> Account:
    return Account(brand, ChannelName(named.channel), named.external_id)


def _ask(folder: Path, unit: Callable[[Connection, BrandId], T]) -> T:
    brand, url = library_of(folder).brand.id, database_of(folder)
    if not is_begun(url):
        raise never_run()
    return ask_database(url, lambda connection: unit(connection, brand))
