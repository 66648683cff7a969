"""`convivio deliveries`: messages that were rejected for good, and what is to become of them."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.folder import folder_argument

if TYPE_CHECKING:
    from bot.cli.rejected import Choice


@click.group("deliveries")
def command() -> None:
    """See the messages that a channel rejected for good, send them once more, or drop them.

    The process that runs the brand (`convivio run`) is what sends: these commands write down what
    it is to do, in the same database, and it looks every ten seconds.
    """


def _chosen(function: Callable[..., None]) -> Callable[..., Any]:
    for option in (
        click.option("--reason", metavar="WORDS", help="Only those whose reason holds these."),
        click.option("--channel", metavar="NAME", help="Only those of this channel."),
    ):
        function = option(function)
    return function


def _decided(function: Callable[[Path, "Choice", bool], None]) -> Callable[..., Any]:
    """Let a command be given its choice; the last argument is whether not to ask."""

    @wraps(function)
    def decide(  # noqa: PLR0913, PLR0917 - one an option
        folder: Path,
        ids: tuple[str, ...],
        channel: str | None,
        reason: str | None,
        everything: bool,
        yes: bool,
    ) -> None:
        from bot.cli.rejected import choice_of  # noqa: PLC0415

        function(folder, choice_of(ids, channel, reason, everything=everything), yes)

    decided: Callable[..., Any] = decide
    for option in (
        click.option("--yes", is_flag=True, help="Do not ask."),
        click.option("--all", "everything", is_flag=True, help="All of them, or all chosen so."),
        _chosen,
        click.argument("ids", metavar="[ID]...", nargs=-1),
        folder_argument,
    ):
        decided = option(decided)
    return decided


@command.command("list")
@folder_argument
@_chosen
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
def list_rejected(folder: Path, channel: str | None, reason: str | None, as_json: bool) -> None:
    """List the messages of DIR that were rejected for good: to whom, why and when, never a text."""
    from bot.cli.rejected import Choice, show  # noqa: PLC0415

    show(folder, Choice((), channel, reason), as_json=as_json)


@command.command("replay")
@_decided
def replay(folder: Path, choice: "Choice", sure: bool) -> None:
    """Send rejected messages once more, by their ids (or how these begin) or with --all.

    What one turn said in one place goes together. Nothing goes to whoever has said stop or has
    blocked the brand since, and what the brand began meets consents and quiet hours again.
    """
    from bot.cli.rejected import send_once_more  # noqa: PLC0415

    click.echo(send_once_more(folder, choice, sure=sure))


@command.command("drop")
@_decided
def drop(folder: Path, choice: "Choice", sure: bool) -> None:
    """Take rejected messages off the list for good, by their ids or with --all."""
    from bot.cli.rejected import drop_for_good  # noqa: PLC0415

    click.echo(drop_for_good(folder, choice, sure=sure))
