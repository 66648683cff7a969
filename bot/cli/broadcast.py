"""`convivio broadcast`: what the brand says first to many, looked at and steered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.cli.folder import folder_argument

name_argument = click.argument("name", metavar="NAME")
as_json_option = click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
occurrence_option = click.option(
    "--occurrence", metavar="ID", help="Only this one of its occurrences, as `list` shows them."
)


@click.group("broadcast")
def command() -> None:
    """See, try, start and steer the broadcasts of a brand.

    The process that runs the brand (`convivio run`) is what sends: these commands write down what
    it is to do, in the same database, and it looks every second.
    """


def _of_one(function: Callable[..., None]) -> Callable[..., Any]:
    return folder_argument(name_argument(function))


def _about_somebody(function: Callable[..., None]) -> Callable[..., Any]:
    for option in (
        click.option("--id", "external_id", required=True, help="The person's id on the channel."),
        click.option("--channel", required=True, help="The channel, by its name in brand.yaml."),
        name_argument,
        folder_argument,
    ):
        function = option(function)
    return function


@command.command("list")
@folder_argument
@as_json_option
def list_broadcasts(folder: Path, as_json: bool) -> None:
    """Show every broadcast: when it comes next, and what of it is under way."""
    from bot.cli.broadcast_list import show_list  # noqa: PLC0415

    show_list(folder, as_json=as_json)


@command.command("preview")
@_of_one
@click.option("--names", is_flag=True, help="Name the people in the samples.")
@as_json_option
def preview(folder: Path, name: str, names: bool, as_json: bool) -> None:
    """Go through the broadcast in advance: nothing is sent, and nothing is written down.

    Who would get it by channel, who not and why, who later and when, when it would end at the pace
    of each channel, and how it would read.
    """
    from bot.cli.broadcast_preview import show_preview  # noqa: PLC0415

    show_preview(folder, name, names=names, as_json=as_json)


@command.command("test")
@_about_somebody
def test(folder: Path, name: str, channel: str, external_id: str) -> None:
    """Open the broadcast for one person, at once: quiet hours and caps do not hold a test.

    They must have begun a conversation, and have subscribed to its topic: nobody gets anything
    without a consent, not even a test.
    """
    from bot.cli.broadcast_orders import test_on  # noqa: PLC0415

    click.echo(test_on(folder, name, channel, external_id))


@command.command("start")
@_of_one
def start(folder: Path, name: str) -> None:
    """Begin an occurrence now, whatever its timetable says."""
    from bot.cli.broadcast_orders import start_now  # noqa: PLC0415

    click.echo(start_now(folder, name))


@command.command("pause")
@_of_one
@occurrence_option
def pause(folder: Path, name: str, occurrence: str | None) -> None:
    """Let nobody else get it until it is resumed."""
    from bot.cli.broadcast_steering import steer  # noqa: PLC0415

    click.echo(steer(folder, name, "pause", occurrence))


@command.command("resume")
@_of_one
@occurrence_option
def resume(folder: Path, name: str, occurrence: str | None) -> None:
    """Let it go on where it was paused."""
    from bot.cli.broadcast_steering import steer  # noqa: PLC0415

    click.echo(steer(folder, name, "resume", occurrence))


@command.command("cancel")
@_of_one
@occurrence_option
def cancel(folder: Path, name: str, occurrence: str | None) -> None:
    """End it for good: whoever has not got it yet does not get it."""
    from bot.cli.broadcast_steering import steer  # noqa: PLC0415

    click.echo(steer(folder, name, "cancel", occurrence))


@command.command("status")
@_of_one
@occurrence_option
@click.option("--watch", is_flag=True, help="Draw it again every second, until Ctrl-C.")
@as_json_option
def status(folder: Path, name: str, occurrence: str | None, watch: bool, as_json: bool) -> None:
    """Show how far it is: who got it, who waits and why, who did not, and when it would end."""
    from bot.cli.broadcast_status import show_status, watch_status  # noqa: PLC0415

    if watch and as_json:
        raise click.UsageError("--watch draws for people: leave out --json.")
    if watch:
        watch_status(folder, name, occurrence)
    else:
        show_status(folder, name, occurrence, as_json=as_json)


@command.command("resend")
@_of_one
@occurrence_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def resend(folder: Path, name: str, occurrence: str | None, yes: bool) -> None:
    """Send again to those of whom nobody knows whether they got it.

    They are counted as unknown by `status`: the connection broke, or the process was killed, after
    a message had left and before the platform said that it has it.
    """
    from bot.cli import broadcast_resend  # noqa: PLC0415

    click.echo(broadcast_resend.resend(folder, name, occurrence, sure=yes))


@command.command("why")
@_about_somebody
@as_json_option
def why(folder: Path, name: str, channel: str, external_id: str, as_json: bool) -> None:
    """Say in one sentence what happened, or will happen, to one person in the broadcast."""
    from bot.cli.broadcast_why import show_why  # noqa: PLC0415

    show_why(folder, name, channel, external_id, as_json=as_json)


@command.command("arm")
@folder_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
def arm(folder: Path, yes: bool) -> None:
    """Let broadcasts leave from this machine and this database again.

    A database that was restored, copied or moved sends nothing by itself: the same people might
    get the same message from two places. Arm it once you know that only this one runs.
    """
    from bot.cli.broadcast_orders import arm_here  # noqa: PLC0415

    click.echo(arm_here(folder, sure=yes))
