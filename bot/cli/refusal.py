"""Errors that an operator can mend: said in words, with what to do."""

from collections.abc import Collection

import click

from bot.brand.suggestions import did_you_mean


class Refusal(click.ClickException):
    """The data or the surroundings are at fault: one sentence, exit code 1."""

    exit_code = 1


def nobody_known(channel: str, external_id: str) -> Refusal:
    """Return the error of an account that is nobody's."""
    return Refusal(
        f"Nobody is known as {external_id} on {channel}. "
        "Check the channel's name in brand.yaml, the id, and CONVIVIO_DATABASE."
    )


def never_run() -> Refusal:
    """Return the error of a question about people where the brand has not been run."""
    return Refusal("Nobody is known yet: the brand has not been run here.")


def wrong_use(message: str) -> click.UsageError:
    """Return the error of a command that was used wrongly: exit code 2."""
    return click.UsageError(message)


def not_among(message: str, name: str, known: Collection[str]) -> click.UsageError:
    """Return the error of a name that the brand does not have: exit code 2.

    Args:
        message: what it is that is not there.
        name: as it was asked for.
        known: what the brand has, in the order in which it is listed.
    """
    hint = did_you_mean(name, known) or f"It has: {', '.join(known)}."
    return wrong_use(f"{message} {hint}")
