"""The rows behind `convivio handoffs`."""

from pathlib import Path

import click
import msgspec

from bot.cli.json_text import print_json
from bot.cli.keys_here import shown_as
from bot.cli.reading import library_of
from bot.cli.records import ask_database, database_of
from bot.cli.refusal import Refusal
from bot.clock import now
from bot.store.connection import Connection
from bot.store.handoffs import HandoffRow, open_handoffs, see_to
from bot.store.moments import from_moment, to_moment
from bot.store.place import is_begun


def show(folder: Path, *, as_json: bool) -> None:
    """Write who waits, oldest first."""
    rows = _open(folder)
    if as_json:
        print_json({"handoffs": [_document(row) for row in rows]})
    elif not rows:
        click.echo("Nobody waits for somebody of the team.")
    for row in () if as_json else rows:
        where = "no desk" if row.desk is None else f"at {row.desk}"
        reason = f": {shown_as(row.reason)}" if row.reason else ""
        at = from_moment(row.at).isoformat(timespec="minutes")
        who = row.recipient or row.space
        click.echo(f"{row.id}  {at}  {who} on {row.channel}, {where}, {row.place}{reason}")


def end(folder: Path, name: str) -> None:
    """Write that somebody without a desk was seen to."""
    brand, at = library_of(folder).brand.id, to_moment(now())
    url = database_of(folder)

    def unit(connection: Connection) -> bool:
        return see_to(connection, brand, name, at)

    if not is_begun(url) or not ask_database(url, unit):
        raise Refusal(f"Nobody without a desk waits as {name}: see `convivio handoffs`.")
    click.echo("Done.")


def _open(folder: Path) -> list[HandoffRow]:
    brand, url = library_of(folder).brand.id, database_of(folder)
    if not is_begun(url):
        return []
    return ask_database(url, lambda connection: open_handoffs(connection, brand))


def _document(row: HandoffRow) -> dict[str, object]:
    shown = ("id", "channel", "recipient", "space", "place", "reason", "desk")
    found = {name: getattr(row, name) for name in shown}
    found["reason"] = None if row.reason is None else shown_as(row.reason)
    document: dict[str, object] = msgspec.to_builtins(found)
    return {**document, "at": from_moment(row.at).isoformat()}
