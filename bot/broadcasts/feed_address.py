"""Which network addresses belong to the public internet: pure, judged by numbers, never by names.

An address that the operator wrote may be anywhere. One that a feed leads to may not: behind it
could be what only this machine can reach.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_TRANSLATED = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
)
"""NAT64 and 6to4: they carry an IPv4 address, loopback among them, and yet count as global."""

Info = tuple[int, int, int, str, tuple[str | int, ...] | tuple[int, bytes]]
"""One line of what a name is looked up as: family, type, protocol, name, address."""


class NotPublic(OSError):  # noqa: N818 - it names a state of the world, not a mistake
    """This address is not one of the public internet."""


def is_public(address: str) -> bool:
    """Say whether an IP address, written in digits, can be reached by everybody.

    Addresses that hold another one (mapped, NAT64, 6to4) are refused, whatever they hold.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    ordinary = found.is_global and not found.is_multicast and not found.is_reserved
    return ordinary and not _is_odd(found)


def _is_odd(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return False
    translated = any(address in network for network in _TRANSLATED)
    return translated or address.is_site_local or address.ipv4_mapped is not None


def socket_to_public(info: Info) -> socket.socket:
    """Return a socket for a connection that is about to be made, if it leads to a public address.

    It sees the final address of each connection: names, literal addresses and names that resolve
    differently the second time are all judged alike.

    Args:
        info: where the connection leads, as `socket.getaddrinfo` tells it.

    Raises:
        NotPublic: the address is not public.
    """
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise NotPublic("not a public address")
    return socket.socket(family, kind, protocol)
