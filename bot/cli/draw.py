"""`convivio draw`: the dialogues of a brand as pictures."""

from pathlib import Path

import click

from bot.cli.folder import folder_argument


@click.command("draw")
@folder_argument
@click.argument("names", metavar="[DIALOGUE]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(("mermaid", "svg")),
    default="mermaid",
    help="The text of a Mermaid flowchart, or a picture that any browser shows.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder that gets a file for each dialogue, instead of the terminal.",
)
def command(folder: Path, names: tuple[str, ...], form: str, output: Path | None) -> None:
    """Draw each DIALOGUE, or all: its steps as boxes, and the ways between them."""
    from bot.cli.drawings import drawings_of, keep, show  # noqa: PLC0415

    drawings = drawings_of(folder, names, form)
    if output is None:
        show(drawings, form)
    else:
        keep(drawings, output)
