"""Nobody talks to the world outside this machine: a hook below every socket of a process.

Python tells its audit hooks of each address before it is used (`socket.connect` and the like,
"Audit events table" of Python's documentation); a hook that raises keeps it from being used.
"""

import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

REPORT = "CONVIVIO_TESTS_REACHED"
"""Names the file in which processes of a test write down what they tried to reach."""

_ADDRESSED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKED_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_NAMES = frozenset({"localhost", "ip6-localhost", ""})


def is_here(host: object) -> bool:
    """Say whether this is an address or name of loopback, or of no host at all."""
    if host is None or _written(host) in _NAMES:
        return True
    try:
        address = ipaddress.ip_address(_written(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _written(host: object) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)


def keep_here(note: Callable[[str], None]) -> None:
    """Refuse every other address, for the life of this process, and tell it to `note`.

    The refusal is an OSError, as a firewall would give it.
    """

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _ADDRESSED:
            outside = _outside_address(*arguments)
        elif event in _LOOKED_UP:
            outside = None if is_here(arguments[0]) else _written(arguments[0])
        else:
            return
        if outside is not None:
            note(outside)
            raise OSError(f"tests stay on this machine: {outside}")

    sys.addaudithook(hook)


def _outside_address(connection: Any, address: Any) -> str | None:
    is_internet = connection.family in {socket.AF_INET, socket.AF_INET6}
    if not (is_internet and isinstance(address, tuple)) or is_here(address[0]):
        return None
    return str(address[0])


def keep_process_here() -> None:
    """Guard this process and write what it tries to the file that the environment names."""
    path = os.environ[REPORT]

    def note(outside: str) -> None:
        with open(path, "a", encoding="utf-8") as report:  # noqa: PTH123 - nothing more is imported
            report.write(f"{outside}\n")

    keep_here(note)
