"""Errors that an operator can mend: said in words, with what to do."""

import click


class Refusal(click.ClickException):
    """The data or the surroundings are at fault: one sentence, exit code 1."""

    exit_code = 1


def wrong_use(message: str) -> click.UsageError:
    """Return the error of a command that was used wrongly: exit code 2."""
    return click.UsageError(message)
