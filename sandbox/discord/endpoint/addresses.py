"""Where an endpoint may be: by `https`, or on this machine, where alone anything is posted."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_https(url: str) -> bool:
    """Say whether an address is one of the kind that the platform takes."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_here(url: str) -> bool:
    """Say whether an address is on this machine."""
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        return scheme in {"http", "https"} and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False
