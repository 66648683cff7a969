"""`convivio handoffs`: who waits for somebody of the team."""

from pathlib import Path

import click

from bot.cli.folder import folder_argument


@click.command("handoffs")
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
@click.option("--seen-to", "seen_to", metavar="ID", help="One that no desk has, and is done.")
def command(folder: Path, as_json: bool, seen_to: str | None) -> None:
    """List the people of DIR who wait for somebody of the team."""
    from bot.cli.waiting_people import end, show  # noqa: PLC0415

    if seen_to is not None:
        end(folder, seen_to)
    else:
        show(folder, as_json=as_json)
