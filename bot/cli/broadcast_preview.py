"""`convivio broadcast preview`: the plan of what would be sent, and nothing is."""

from pathlib import Path

import click
from rich.console import Console

from bot.broadcasts.preview import Preview, document
from bot.channels.registry import channels_of
from bot.cli.broadcast_plan import draw
from bot.cli.broadcast_reading import Concerned, concerned
from bot.cli.broadcast_rehearsal import rehearse
from bot.cli.json_text import print_json
from bot.cli.refusal import Refusal, never_run
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.place import is_begun


def show_preview(folder: Path, name: str, *, names: bool, as_json: bool) -> None:
    """Write how the next occurrence would go, for a person or a program.

    Raises:
        Refusal: the database cannot be read, in words.
    """
    about = concerned(folder, name)
    found = _found(about, names=names)
    _warn(about, found)
    if as_json:
        print_json(document(found))
    else:
        draw(found, about.zone, Console(highlight=False))


def _found(about: Concerned, *, names: bool) -> Preview:
    if not is_begun(about.url):
        raise never_run()
    try:
        return rehearse(about, names=names)
    except (StoreSettingFault, StoreUnavailable) as error:
        raise Refusal(f"The database cannot be used: {error}. See `convivio doctor`.") from None


def _warn(about: Concerned, found: Preview) -> None:
    """Say which of the channels would not run with the settings of this terminal."""
    for channel in channels_of(about.library.brand):
        if channel.left_off is not None and found.course.reached[channel.name]:
            click.echo(f"warning: {channel.name} is left off: {channel.left_off}", err=True)
