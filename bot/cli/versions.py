"""What `convivio doctor` says of versions: what to name when something is reported."""

import platform
from importlib.metadata import PackageNotFoundError, version

from bot.cli.diagnosis import Finding

_SHOWN = ("aiohttp", "sqlalchemy", "psycopg", "python-telegram-bot", "discord.py", "cryptography")
"""The libraries on which it depends how databases and platforms are talked to."""


def versions() -> Finding:
    """Tell the versions of the program, of Python, and of the libraries that are installed."""
    there = [f"{name} {found}" for name in _SHOWN if (found := _version(name)) is not None]
    program = _version("convivio") or "that was never installed"
    return Finding(
        "versions",
        "fine",
        f"convivio {program}, Python {platform.python_version()}, {', '.join(there)}",
    )


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
