"""`convivio new`: a small brand that already talks, to begin from."""

from pathlib import Path

import click

from bot.cli.refusal import Refusal

STARTER = Path(__file__).parent / "starter"


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a small brand into DIR, a new or empty folder."""
    import shutil  # noqa: PLC0415 - only this command copies

    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file. Name a folder that does not exist yet.")
    if folder.is_dir() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty. Name a folder that does not exist yet.")
    shutil.copytree(STARTER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__*"))
    click.echo(f"{folder} is ready. Next:")
    for line in ("chat", "test", "check", "run"):
        click.echo(f"  convivio {line} {folder}")
