"""`convivio new`: a small brand that already talks, to begin from."""

from pathlib import Path

import click

from bot.cli.refusal import wrong_use

STARTER = Path(__file__).parent / "starter"

STARTER_NAME = "corner-cafe"
"""What the starter is called in its files until it gets the name of its folder."""


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a small brand into DIR, a new or empty folder."""
    import shutil  # noqa: PLC0415 - only this command copies

    if folder.exists() and not folder.is_dir():
        raise wrong_use(f"{folder} is a file. Name a folder that does not exist yet.")
    if folder.is_dir() and any(folder.iterdir()):
        raise wrong_use(f"{folder} is not empty. Name a folder that does not exist yet.")
    shutil.copytree(STARTER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__*"))
    _name(folder)
    click.echo(f"{folder} is ready. Next:")
    for line in ("chat", "test", "check", "run"):
        click.echo(f"  convivio {line} {folder}")


def _name(folder: Path) -> None:
    """Call the new brand like its folder, so that several can run side by side."""
    import re  # noqa: PLC0415 - only this command names

    name = re.sub(r"[^a-z0-9_-]+", "-", folder.resolve().name.lower()).strip("-_")[:64]
    for file in (folder / "brand.yaml", folder / "README.md"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(STARTER_NAME, name or STARTER_NAME), encoding="utf-8")
