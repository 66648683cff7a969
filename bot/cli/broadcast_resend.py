"""`convivio broadcast resend`: messages of which nobody knows whether they came, once more."""

from pathlib import Path

import click

from bot.cli.broadcast_reading import concerned, found_in
from bot.cli.records import ask_database
from bot.clock import now
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.place import is_begun
from bot.store.undecided import send_again, undecided


def resend(folder: Path, name: str, occurrence: str | None, *, sure: bool) -> str:
    """Send again what may or may not have come, after having asked, and say what was done.

    Args:
        folder: the brand's.
        name: the broadcast's.
        occurrence: how the id of the only one begins that is meant; None: what `status` shows.
        sure: whether not to ask.
    """
    about = concerned(folder, name)
    if not is_begun(about.url):
        return f"{name} has not begun yet."

    def count(connection: Connection) -> int:
        rows = found_in(connection, about, occurrence)
        return sum(len(undecided(connection, about.brand, row.id)) for row in rows)

    def send(connection: Connection) -> int:
        rows, at = found_in(connection, about, occurrence), to_moment(now())
        return sum(send_again(connection, about.brand, row.id, at) for row in rows)

    found = ask_database(about.url, count)
    if not found:
        return f"It is known of every message of {name} how it ended: nothing was sent again."
    if not sure:
        what = f"Send {found} again? Whoever has got it would read it twice."
        click.confirm(what, abort=True)
    sent = ask_database(about.url, send)
    return f"{sent} of {name} are sent again, by the process that runs the brand (`convivio run`)."
