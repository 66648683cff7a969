"""`convivio chat`: talk with a brand in the terminal."""

from pathlib import Path

import click

from bot.cli.folder import folder_argument


@click.command("chat")
@folder_argument
@click.option("--fresh", is_flag=True, help="Keep nothing: begin anew, forget at the end.")
@click.option("--name", help="Who is talking.")
@click.option("--language", help="The language to talk in, such as it.")
def command(folder: Path, fresh: bool, name: str | None, language: str | None) -> None:
    """Talk with the brand in DIR, through the same engine as everybody else.

    Buttons are numbered lines: type the number or the label. /attach PATH sends a file. Ctrl-D ends
    the talk; so does the end of a pipe.
    """
    from bot.cli.talk import hold_talk  # noqa: PLC0415

    hold_talk(folder, {"name": name, "language": language}, fresh=fresh)
