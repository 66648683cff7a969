"""Whom a process is connected with, as the kernel tells."""

import ipaddress
import socket
from pathlib import Path


def peers(pid: int) -> set[str]:
    """Return the addresses of the other ends of a process's TCP connections."""
    own = {_inode(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    return {
        _address(fields[2].partition(":")[0])
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
        if (fields := line.split())[9] in own and fields[3] != "0A"
    }


def _inode(entry: Path) -> str:
    try:
        return str(entry.readlink()).removeprefix("socket:[").removesuffix("]")
    except FileNotFoundError:
        return ""


def _address(hexadecimal: str) -> str:
    """Return an address that the kernel writes as words of the machine's own byte order."""
    words = [hexadecimal[at : at + 8] for at in range(0, len(hexadecimal), 8)]
    packed = b"".join(bytes.fromhex(word)[::-1] for word in words)
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6
    address = ipaddress.ip_address(socket.inet_ntop(family, packed))
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
