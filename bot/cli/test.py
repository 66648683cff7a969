"""`convivio test`: plays the stories of a brand."""

import sys
from pathlib import Path

import click

from bot.cli.folder import folder_argument


@click.command("test")
@folder_argument
@click.argument("name", required=False)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="How many play stories at once; one for each processor if not said.",
)
@click.option("--json", "as_json", is_flag=True, help="Write what came out as JSON.")
def command(folder: Path, name: str | None, processes: int | None, as_json: bool) -> None:
    """Play the stories in DIR/tests, or the one called NAME.

    Exit code 0 where all of them hold, 1 where one does not or the brand's files are at fault.
    """
    from bot.cli.json_text import print_json  # noqa: PLC0415
    from bot.cli.rehearsal import rehearse  # noqa: PLC0415
    from bot.stories.report import as_json as document  # noqa: PLC0415
    from bot.stories.report import as_text  # noqa: PLC0415

    report = rehearse(folder, name, processes)
    if as_json:
        print_json(document(report))
    else:
        click.echo(as_text(report))
    sys.exit(0 if report.holds else 1)
