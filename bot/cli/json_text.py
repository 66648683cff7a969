"""JSON for programs that read our output."""

import json
from collections.abc import Mapping

import click


def print_json(document: Mapping[str, object]) -> None:
    """Write one document, indented, with letters as they are."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
