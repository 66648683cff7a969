"""`convivio translate`: the catalogues of a brand's texts in its other languages."""

import sys
from pathlib import Path

import click

from bot.cli.folder import folder_argument


@click.group("translate")
def command() -> None:
    """Keep the translations of a brand, locales/LANGUAGE.po, in step with its texts."""


@command.command("extract")
@folder_argument
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write, instead of locales/messages.pot in DIR.",
)
def extract(folder: Path, output: Path | None) -> None:
    """Write the template: every text of the brand, once, with its places."""
    from bot.cli.catalogue_files import write_template  # noqa: PLC0415

    click.echo(write_template(folder, output))


@command.command("update")
@folder_argument
@click.argument("languages", metavar="[LANGUAGE]...", nargs=-1)
def update(folder: Path, languages: tuple[str, ...]) -> None:
    """Bring the catalogues up to date, and begin those that are not there.

    Translations are kept. One of a text that has changed a little is marked fuzzy, which does not
    count until somebody has looked at it; one whose text is gone stays in the file as a comment.
    """
    from bot.cli.catalogue_files import update_catalogues  # noqa: PLC0415

    for line in update_catalogues(folder, languages):
        click.echo(line)


@command.command("check")
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
@click.option("--strict", is_flag=True, help="Exit with 1 where a text is not translated.")
def check(folder: Path, as_json: bool, strict: bool) -> None:
    """Tell how far each language is, and what is missing, in doubt or no longer needed."""
    from bot.cli.catalogue_files import show_translated  # noqa: PLC0415

    complete = show_translated(folder, as_json=as_json)
    sys.exit(1 if strict and not complete else 0)
