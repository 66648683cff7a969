"""`convivio run`: brands talk with people until the process is told to stop."""

from pathlib import Path

import click

from bot.cli.folder import FOLDER


@click.command("run")
@click.argument("folders", metavar="DIR...", type=FOLDER, nargs=-1, required=True)
def command(folders: tuple[Path, ...]) -> None:
    """Run the brands in DIR..., with every role in one process.

    Where it listens and where it keeps its data is said by CONVIVIO_HOST, CONVIVIO_PORT and
    CONVIVIO_DATABASE. SIGTERM or Ctrl-C ends it in good order.
    """
    from bot.cli.running import run_brands  # noqa: PLC0415

    run_brands(folders)
