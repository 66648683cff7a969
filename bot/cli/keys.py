"""`convivio keys`: the keys with which what people say is encrypted."""

import click


@click.group("keys")
def command() -> None:
    """Make keys that encrypt what people say."""


@command.command("new")
def new() -> None:
    """Write a new key for CONVIVIO_KEY: whoever loses it has lost all that it encrypts."""
    from bot.store.sealing.master_keys import new_key  # noqa: PLC0415

    click.echo(new_key())
