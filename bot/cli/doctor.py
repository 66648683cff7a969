"""`convivio doctor`: would this brand run here, and what is to be done."""

import sys
from pathlib import Path

import click

from bot.cli.folder import folder_argument

SIGNS = {"fine": "ok", "left off": "--", "trouble": "??", "broken": "!!"}


@click.command("doctor")
@folder_argument
@click.option("--online", is_flag=True, help="Also ask who is not on this machine.")
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
def command(folder: Path, online: bool, as_json: bool) -> None:
    """Say whether the brand in DIR would run here, and what is to be done.

    Looks at the settings, the brand's files, every channel with its secret, the database, who runs
    on it, what waits, and at messages that could not be delivered. With --online it also asks the
    platforms whose the tokens are, the systems that are to be told whether they are there, and
    everybody what time it is; nothing is changed there.

    Exit code 1 where something is broken; a channel that is left off is not, nor is a message that
    was rejected.
    """
    from bot.cli.examination import examine  # noqa: PLC0415
    from bot.cli.json_text import print_json  # noqa: PLC0415

    findings = examine(folder, online=online)
    if as_json:
        print_json({"findings": [finding.as_json() for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{SIGNS[finding.state]}  {finding.about}: {finding.words}")
    sys.exit(1 if any(finding.state == "broken" for finding in findings) else 0)
