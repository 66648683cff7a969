"""The version of the program that runs, for whoever asks over the web."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def program_version() -> str:
    """Return the version of the program, `unknown` where it was never installed."""
    try:
        return version("convivio")
    except PackageNotFoundError:
        return "unknown"
