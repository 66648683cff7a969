"""Reading a brand for a command: its faults in words or as JSON, or its library."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from bot.brand.faults import Fault, faults_as_json, faults_as_text
from bot.brand.wording import counted
from bot.channels.registry import adapter_names
from bot.cli.json_text import print_json
from bot.cli.uncollected import uncollected
from bot.dialogue.checks.limits import FindLimits, no_limits
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import Reading, read_brand
from bot.engine.python_dialogues import imported


def read_files(
    folder: Path,
    environ: Mapping[str, str] = os.environ,
    limits: FindLimits = no_limits,
    now: datetime | None = None,
) -> Reading:
    """Read, check and compile a brand with the adapters that are installed.

    Args:
        folder: the brand's.
        environ: where `${NAME}` in brand.yaml is looked up.
        limits: what is known of the platforms of its channels.
        now: the present moment, None where it does not matter whether a time has passed.
    """
    with uncollected():
        return read_brand(folder, environ, adapter_names(), limits, now)


def print_faults(faults: Sequence[Fault]) -> None:
    """Write one line a fault, and how many there are where a person looks for it."""
    if faults:
        click.echo(faults_as_text(faults))
    click.echo(_sum_up(faults), err=True)


def print_faults_as_json(faults: Sequence[Fault]) -> None:
    """Write the faults as one JSON document."""
    print_json(faults_as_json(faults))


def library_of(folder: Path, environ: Mapping[str, str] = os.environ) -> Library:
    """Return the brand as read; leave with exit code 1 where its files do not allow it.

    Args:
        folder: the brand's.
        environ: where `${NAME}` in brand.yaml is looked up.
    """
    library = reading_of(folder, environ).library
    assert library is not None
    return library


def playable(folder: Path, environ: Mapping[str, str] = os.environ) -> Library:
    """Return the brand with its dialogues in Python imported; leave with 1 where that fails.

    Args:
        folder: the brand's.
        environ: where `${NAME}` in brand.yaml is looked up.
    """
    library = playable_reading(folder, environ).library
    assert library is not None
    return library


def playable_reading(folder: Path, environ: Mapping[str, str] = os.environ) -> Reading:
    """Return what a brand's files say, its dialogues in Python imported.

    Leave with exit code 1 where there is no library, or one of them cannot be imported.
    """
    return _without_errors(imported(reading_of(folder, environ)))


def reading_of(folder: Path, environ: Mapping[str, str] = os.environ) -> Reading:
    """Return what a brand's files say; leave with exit code 1 where there is no library.

    Args:
        folder: the brand's.
        environ: where `${NAME}` in brand.yaml is looked up.
    """
    return _without_errors(read_files(folder, environ))


def _without_errors(reading: Reading) -> Reading:
    if reading.library is None:
        print_faults(reading.faults)
        raise SystemExit(1)
    return reading


def _sum_up(faults: Sequence[Fault]) -> str:
    errors = sum(fault.severity == "error" for fault in faults)
    warnings = sum(fault.severity == "warning" for fault in faults)
    if not errors and not warnings:
        return "No faults."
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}."
