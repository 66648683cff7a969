"""Where webhooks may be: the platform's rules, and on this machine alone is anything posted."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from sandbox.telegram.refusals import bad_request

PORTS = frozenset({443, 80, 88, 8443})
"""Bot API, setWebhook: ports currently supported for webhooks."""


def check_address(url: str, *, is_local: bool) -> None:
    """Refuse an address that nothing can be posted to.

    Args:
        url: as it was given.
        is_local: whether `http`, any port and reserved addresses are served, as with `--local`
            (Bot API: Using a Local Bot API Server); `http` leads to this machine only.

    Raises:
        RefusedError: in the words of the Bot API server.
    """
    parts = _parts(url)
    if parts is None:
        raise bad_request("invalid webhook URL specified")
    here = is_here(url)
    if parts.scheme == "http" and not (is_local and here):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if is_local:
        return
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if here or _is_reserved(parts.hostname or ""):
        raise bad_request(f"bad webhook: IP address {parts.hostname} is reserved")


def is_here(url: str) -> bool:
    """Say whether an address is on this machine: to any other nothing is ever posted."""
    parts = _parts(url)
    if parts is None:
        return False
    host = parts.hostname or ""
    return host == "localhost" or _is_loopback(host)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_web else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_reserved(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
