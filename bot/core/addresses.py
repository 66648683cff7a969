"""Which network addresses belong to the public internet: judged by numbers, never by names."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_TRANSLATED = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
)
"""NAT64 and 6to4: they carry an IPv4 address, loopback among them, and yet count as global."""


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
