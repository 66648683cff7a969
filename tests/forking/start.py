"""What the two sides of a fork server say to each other."""

from msgspec import Struct

LONGEST = 65_536
"""Bytes of a request."""

FILES = 4
"""Those that come with a request: the standard three of the new process, and a pipe to which are
written its number and, once it has ended, its exit code, a line each."""


class Start(Struct, frozen=True):
    """A start of a program: the module whose `main` it is, its arguments and its environment."""

    program: str
    arguments: list[str]
    environ: dict[str, str]
