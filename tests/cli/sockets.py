"""Which addresses of the internet a process has open, as the system itself knows them."""

import re
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

LISTENING = "0A"
Address = tuple[str, int]


def addresses_of(pid: int) -> tuple[set[Address], set[Address]]:
    """Return where a process listens, and with whom it is connected."""
    mine = _inodes(pid)
    listening: set[Address] = set()
    connected: set[Address] = set()
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]:
            _, local, remote, state, *_, inode = line.split()[:10]
            if inode in mine and (state == LISTENING or name.startswith("udp")):
                listening.add(_read(local))
            elif inode in mine:
                connected.add(_read(remote))
    return listening, connected


def _inodes(pid: int) -> set[str]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue  # closed meanwhile
        if match := re.fullmatch(r"socket:\[(\d+)\]", target):
            found.add(match[1])
    return found


def _read(written: str) -> Address:
    """Return an address that the system writes in its own byte order, four bytes at a time."""
    host, _, port = written.partition(":")
    words = [bytes.fromhex(host[at : at + 8])[::-1] for at in range(0, len(host), 8)]
    whole = b"".join(words)
    address = IPv4Address(whole) if len(whole) == 4 else IPv6Address(whole)
    return str(address), int(port, 16)
