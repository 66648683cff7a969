"""`convivio check`: every fault of a brand's files at once."""

import sys
from pathlib import Path

import click

from bot.cli.folder import folder_argument
from bot.cli.uncollected import keep_all, uncollected


@click.command("check")
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="Write the faults as JSON: --format json.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github")),
    default="text",
    help="Lines for people, JSON for programs, or annotations for a review on GitHub.",
)
@click.option("--strict", is_flag=True, help="Let a warning count as an error.")
@click.option(
    "--against-live",
    is_flag=True,
    help="Say what publishing this means for everybody who is inside a dialogue now.",
)
def command(folder: Path, as_json: bool, form: str, strict: bool, against_live: bool) -> None:
    """Check every file of the brand in DIR.

    Each fault is a line `file:line:column: message`. Exit code 0 where nothing is wrong,
    1 where an error was found (with --strict: or a warning).

    With --against-live it looks into the database, which `convivio run` may be using, and counts
    who would move to what is in DIR, who stays in their version until they end, and who cannot
    move, with the reason. Nothing is changed by that.
    """
    if as_json and form == "github":
        raise click.UsageError("--json and --format github exclude each other.")
    if against_live and form == "github":
        raise click.UsageError("--against-live and --format github exclude each other.")
    with uncollected():  # a tenth of all that it takes
        from bot.cli.annotations import annotations  # noqa: PLC0415
        from bot.cli.checking import faults_of  # noqa: PLC0415
        from bot.cli.reading import print_faults, print_faults_as_json  # noqa: PLC0415

        faults = faults_of(folder)
        keep_all()
    if against_live:
        from bot.cli.live import print_live, print_live_as_json  # noqa: PLC0415

        show = print_live_as_json if as_json or form == "json" else print_live
        show(folder, faults)
    elif as_json or form == "json":
        print_faults_as_json(faults)
    elif form == "github":
        click.echo(annotations(faults, folder), nl=bool(faults))
    else:
        print_faults(faults)
    weighty = {"error", "warning"} if strict else {"error"}
    sys.exit(1 if any(fault.severity in weighty for fault in faults) else 0)
