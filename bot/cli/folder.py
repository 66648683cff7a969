"""The argument DIR that most commands share."""

from pathlib import Path

import click

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
"""A folder that exists; anything else is wrong use (exit code 2)."""

folder_argument = click.argument("folder", metavar="DIR", type=FOLDER)
