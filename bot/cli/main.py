"""The command `convivio`: its list of commands, and what happens when something goes wrong."""

import os
import sys
from importlib import import_module

import click

COMMANDS = (
    *("new", "check", "draw", "translate", "test", "explore", "chat", "run"),
    *("broadcast", "results", "handoffs", "deliveries", "person", "keys", "doctor"),
)
"""Every command, in the order in which a brand comes to need them; each is one module here."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for, so that help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of this name; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"bot.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is asked for, and suggest one where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # noqa: PLC0415 - only where one mistyped

            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            raise click.UsageError(f'{error.message} Did you mean "{near[0]}"?', ctx) from None


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    del param
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version  # noqa: PLC0415 - costs more than the rest of --help

    click.echo(f"convivio {version('convivio')}")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and leave.",
)
def convivio() -> None:
    """One lasting, opt-in, useful conversation between a brand and each person.

    A brand is a folder: `convivio new mybrand` writes one that already talks.
    """


def main() -> None:
    """Run the command line; an unexpected error is one line, never a traceback."""
    try:
        convivio(prog_name="convivio")
    except Exception as error:
        if "debug" in os.environ.get("CONVIVIO_LOG", "").lower():
            raise
        click.echo(
            f"Convivio ran into an error of its own ({type(error).__name__}). "
            "Run it again with CONVIVIO_LOG=debug to see where, and please report it.",
            err=True,
        )
        sys.exit(1)
