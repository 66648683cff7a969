"""The rows behind `convivio deliveries`: which are meant, and what is done with them."""

from collections import Counter
from pathlib import Path
from typing import TypeVar, assert_never

import click
from msgspec import Struct

from bot.cli.json_text import print_json
from bot.cli.reading import library_of
from bot.cli.records import ask_database, database_of
from bot.cli.refusal import Refusal, wrong_use
from bot.clock import now
from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.dead_letters import DeadLetter, dead_letters, drop, replay, states_of
from bot.store.moments import from_moment, to_moment
from bot.store.place import is_begun
from bot.store.writer import Unit

T = TypeVar("T")

_SENDER = "by the process that runs the brand (`convivio run`)"


class Choice(Struct, frozen=True):
    """Which messages are meant: those whose ids begin so (none: all), of a channel, for a reason.

    `reason` is part of the reason, whatever its case.
    """

    ids: tuple[str, ...] = ()
    channel: str | None = None
    reason: str | None = None

    def has(self, letter: DeadLetter) -> bool:
        """Say whether a message is among them."""
        return (
            (not self.ids or letter.id.startswith(self.ids))
            and (self.channel is None or letter.channel == self.channel)
            and (self.reason is None or self.reason.lower() in letter.reason.lower())
        )


class _Brand(Struct, frozen=True):
    """Whose messages, where they are kept (a URL), and the channels that it still has."""

    id: BrandId
    url: str
    channels: frozenset[ChannelName]


class _Sorted(Struct, frozen=True):
    """What is sent of what was chosen, and why the rest is left."""

    going: list[DeadLetter]
    left: Counter[str]


def choice_of(
    ids: tuple[str, ...], channel: str | None, reason: str | None, *, everything: bool
) -> Choice:
    """Return what is meant.

    Raises:
        UsageError: nothing is, or two things at once.
    """
    if everything == bool(ids):
        raise wrong_use("Name messages by their ids, or say --all.")
    return Choice(ids, channel, reason)


def show(folder: Path, choice: Choice, *, as_json: bool) -> None:
    """Write the messages that were rejected, the latest last."""
    brand = _brand(folder)
    letters = _listed(brand, choice)
    if as_json:
        print_json({"deliveries": [_document(one) for one in letters]})
        return
    for letter in letters:
        click.echo(_line(letter))
    if not letters:
        click.echo("No message is on the list of those that were rejected.")


def send_once_more(folder: Path, choice: Choice, *, sure: bool) -> str:
    """Send rejected messages again, having asked where one may have come, and say what was done."""
    brand = _brand(folder)
    sorted_now = _ask(brand, lambda connection: _sort(connection, brand, choice))
    doubts = sum(one.doubts > 0 for one in sorted_now.going)
    if doubts and not sure:
        click.confirm(f"{doubts} may have come, and would be read twice. Send them?", abort=True)

    def send(connection: Connection) -> tuple[int, Counter[str]]:
        found = _sort(connection, brand, choice)
        return replay(connection, brand.id, found.going, to_moment(now())), found.left

    count, left = _ask(brand, send)
    told = f"{count} sent once more, {_SENDER}." if count else "Nothing was sent."
    return " ".join([told, *(f"{number} left: {why}." for why, number in sorted(left.items()))])


def drop_for_good(folder: Path, choice: Choice, *, sure: bool) -> str:
    """Take rejected messages off the list, after having asked, and say what was done."""
    brand = _brand(folder)
    found = len(_ask(brand, lambda connection: _chosen(connection, brand, choice)))
    if not found:
        return "Nothing was dropped."
    if not sure:
        click.confirm(f"Drop {found} for good?", abort=True)

    def unit(connection: Connection) -> int:
        letters = _chosen(connection, brand, choice)
        return drop(connection, brand.id, letters, to_moment(now()))

    return f"{_ask(brand, unit)} dropped."


def _brand(folder: Path) -> _Brand:
    brand = library_of(folder).brand
    return _Brand(brand.id, database_of(folder), frozenset(brand.channels))


def _listed(brand: _Brand, choice: Choice) -> list[DeadLetter]:
    if not is_begun(brand.url):
        return []
    return _ask(brand, lambda connection: _chosen(connection, brand, choice))


def _ask(brand: _Brand, unit: Unit[T]) -> T:
    """Run a unit of work in the brand's database.

    Raises:
        Refusal: there is none yet, or it cannot be used.
    """
    if not is_begun(brand.url):
        raise Refusal("There is no database yet: the brand has not been run here.")
    return ask_database(brand.url, unit)


def _chosen(connection: Connection, brand: _Brand, choice: Choice) -> list[DeadLetter]:
    """Return what is meant; with a message that is named goes what its turn said there besides.

    Raises:
        Refusal: a name is nobody's, or that of several, in words.
    """
    letters = dead_letters(connection, brand.id)
    for begins in choice.ids:
        _refuse_unclear(connection, brand.id, begins)
    found = [letter for letter in letters if choice.has(letter)]
    if not choice.ids:
        return found
    groups = {letter.group_id for letter in found}
    return [letter for letter in letters if letter.group_id in groups]


def _refuse_unclear(connection: Connection, brand: BrandId, begins: str) -> None:
    states = states_of(connection, brand, begins)
    if not states:
        raise Refusal(f"No message is known as {begins}: see `convivio deliveries list`.")
    if len(states) > 1:
        raise Refusal(f"More than one message begins with {begins}: write more of its id.")


def _sort(connection: Connection, brand: _Brand, choice: Choice) -> _Sorted:
    going: list[DeadLetter] = []
    left: Counter[str] = Counter()
    for letter in _chosen(connection, brand, choice):
        why = _hindrance(letter, brand)
        if why is None:
            going.append(letter)
        else:
            left[why] += 1
    return _Sorted(going, left)


def _hindrance(letter: DeadLetter, brand: _Brand) -> str | None:
    """Return why a message is not sent once more, in words."""
    match letter.unwelcome:
        case "stopped":
            return "they have said stop"
        case "blocked":
            return "they have blocked the brand"
        case None:
            gone = letter.channel not in brand.channels
            return f"brand.yaml has no channel {letter.channel}" if gone else None
        case _:
            assert_never(letter.unwelcome)


def _line(letter: DeadLetter) -> str:
    at = from_moment(letter.at).isoformat(timespec="minutes")
    place = "" if letter.space is None else f" in {letter.space}"
    doubt = " (may have come)" if letter.doubts else ""
    return f"{letter.id}  {at}  {letter.to}{place} on {letter.channel}: {letter.reason}{doubt}"


def _document(letter: DeadLetter) -> dict[str, object]:
    shown = ("id", "channel", "to", "space", "kind", "reason", "unwelcome")
    document: dict[str, object] = {name: getattr(letter, name) for name in shown}
    at = from_moment(letter.at).isoformat()
    return {**document, "at": at, "may_have_come": letter.doubts > 0}
