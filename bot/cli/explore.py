"""`convivio explore`: walks through a brand at random, and says what it came upon."""

import sys
from pathlib import Path

import click

from bot.cli.folder import folder_argument


@click.command("explore")
@folder_argument
@click.option("--seed", default=1, show_default=True, help="The same seed walks the same way.")
@click.option(
    "--walks", type=click.IntRange(min=1), default=32, show_default=True, help="How many."
)
@click.option(
    "--steps",
    type=click.IntRange(min=1),
    default=40,
    show_default=True,
    help="Things that are done on each.",
)
@click.option(
    "--write",
    type=click.Path(path_type=Path),
    help="Write down as a story the walk that found most, or else saw most.",
)
@click.option("--json", "as_json", is_flag=True, help="Write what came out as JSON.")
def command(  # noqa: PLR0913, PLR0917  # one argument for each option
    folder: Path, seed: int, walks: int, steps: int, write: Path | None, as_json: bool
) -> None:
    """Talk with the brand in DIR at random: answers, buttons, nonsense, events, time.

    Nothing is sent and nothing kept. It comes upon what nobody thought of: errors, messages that
    nothing answers, questions that take none of their answers. Exit code 1 where it found any;
    what no walk reached is told, and no fault.
    """
    from bot.cli.exploring import explore, refuse_unwritable, write_down  # noqa: PLC0415
    from bot.cli.json_text import print_json  # noqa: PLC0415
    from bot.stories.exploration import exploration_as_json, exploration_as_text  # noqa: PLC0415

    if write is not None:
        refuse_unwritable(write)
    library, exploration = explore(folder, seed=seed, walks=walks, steps=steps)
    if write is not None:
        write_down(exploration, library, write)
    if as_json:
        print_json(exploration_as_json(exploration))
    else:
        click.echo(exploration_as_text(exploration))
    sys.exit(1 if exploration.found else 0)
