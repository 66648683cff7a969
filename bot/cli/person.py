"""`convivio person`: what is held about one person, and which accounts are theirs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.cli.folder import folder_argument
from bot.cli.refusal import nobody_known


@click.group("person")
def command() -> None:
    """Show or erase what is held about one person, and join or part their accounts."""


def _named(function: Callable[..., None]) -> Callable[..., Any]:
    for option in (
        click.option("--id", "external_id", required=True, help="The person's id on the channel."),
        click.option("--channel", required=True, help="The channel, by its name in brand.yaml."),
        folder_argument,
    ):
        function = option(function)
    return function


@command.command("export")
@_named
def export(folder: Path, channel: str, external_id: str) -> None:
    """Write all that is held about the person as JSON."""
    from bot.cli.json_text import print_json  # noqa: PLC0415
    from bot.cli.records import export_from  # noqa: PLC0415

    document = export_from(folder, channel, external_id)
    if document is None:
        raise nobody_known(channel, external_id)
    print_json(document)


@command.command("erase")
@_named
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(folder: Path, channel: str, external_id: str, yes: bool) -> None:
    """Erase the person at once, and say how much it was."""
    from bot.cli.records import erase_from  # noqa: PLC0415

    if not yes:
        click.confirm(f"Erase {external_id} on {channel} for good?", abort=True)
    counts = erase_from(folder, channel, external_id)
    if counts is None:
        raise nobody_known(channel, external_id)
    click.echo(f"Erased: {', '.join(f'{what} {n}' for what, n in counts.items() if n)}.")


@command.command("show")
@_named
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def show(folder: Path, channel: str, external_id: str, as_json: bool) -> None:
    """List the accounts of the person, each with what it has consented to."""
    from bot.cli import accounts  # noqa: PLC0415

    accounts.show(folder, accounts.Named(channel, external_id), as_json=as_json)


@command.command("link")
@_named
@click.option(
    "--with", "other", nargs=2, required=True, metavar="NAME ID", help="The other account."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def link(folder: Path, channel: str, external_id: str, other: tuple[str, str], yes: bool) -> None:
    """Join two accounts: they are one person's. `unlink` undoes it."""
    from bot.cli import accounts  # noqa: PLC0415

    named, wanted = accounts.Named(channel, external_id), accounts.Named(*other)
    click.echo(accounts.link(folder, named, wanted, sure=yes))


@command.command("unlink")
@_named
def unlink(folder: Path, channel: str, external_id: str) -> None:
    """Part an account from the others: each has its own again, as when they say "unlink"."""
    from bot.cli import accounts  # noqa: PLC0415

    click.echo(accounts.unlink(folder, accounts.Named(channel, external_id)))
