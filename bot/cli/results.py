"""`convivio results`: what people answered."""

from pathlib import Path

import click

from bot.cli.folder import folder_argument


@click.command("results")
@folder_argument
@click.argument("dialogue")
@click.option("--json", "form", flag_value="json", help="Write the counts as JSON.")
@click.option("--csv", "form", flag_value="csv", help="Write one line an answer.")
def command(folder: Path, dialogue: str, form: str | None) -> None:
    """Count what people answered in DIALOGUE."""
    from bot.cli.findings import find, print_csv  # noqa: PLC0415

    findings = find(folder, dialogue)
    if form == "csv":
        print_csv(findings)
    elif form == "json":
        import msgspec  # noqa: PLC0415

        from bot.cli.json_text import print_json  # noqa: PLC0415

        print_json(msgspec.to_builtins(findings.results))
    else:
        from rich.console import Console  # noqa: PLC0415

        from bot.cli.bars import draw  # noqa: PLC0415

        draw(findings.results, Console(highlight=False))
