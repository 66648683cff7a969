"""`convivio run`: brands talk with people until the process is told to stop."""

from collections.abc import Callable
from pathlib import Path

import click

from bot.cli.folder import FOLDER
from bot.cli.uncollected import keep_all, uncollected


@click.command("run")
@click.argument("folders", metavar="DIR...", type=FOLDER, nargs=-1, required=True)
@click.option(
    "--sandbox",
    is_flag=True,
    help="Try it without tokens: stand-ins for its platforms, on this machine only.",
)
@click.option(
    "--no-reload",
    is_flag=True,
    help="Publish changed files only when told to, by SIGHUP: for images that never change.",
)
def command(folders: tuple[Path, ...], sandbox: bool, no_reload: bool) -> None:
    """Run the brands in DIR..., with every role in one process.

    Changed files are published while people talk, whole and without errors or not at all. Whoever
    is inside a dialogue stays in its version, or moves where it says "moves: true".

    Where it listens and where it keeps its data is said by CONVIVIO_HOST, CONVIVIO_PORT and
    CONVIVIO_DATABASE. SIGTERM or Ctrl-C ends it in good order.

    With --sandbox no secret, no address and no data of yours is used: of the settings only
    CONVIVIO_PORT and CONVIVIO_LOG count, and DIR/convivio-sandbox.db begins anew each time.
    """
    with uncollected():
        run = _running(sandbox=sandbox)
        keep_all()
    run(folders, watching=not no_reload)


def _running(*, sandbox: bool) -> Callable[..., None]:
    """Return what runs brands, loaded only now: nothing else of the command line needs it."""
    if sandbox:
        from bot.cli.sandbox import run_in_sandbox  # noqa: PLC0415

        return run_in_sandbox
    from bot.cli.running import run_brands  # noqa: PLC0415

    return run_brands
