"""How one account of a person is shown: what it has consented to, and when it spoke last."""

from bot.store.moments import from_moment
from bot.store.people import Account


def account_line(
    account: Account, consent: str, spoke_at: int | None, *, blocked: bool, is_host: bool = False
) -> str:
    """Return an account as a person reads it.

    Args:
        account: which.
        consent: what it has consented to, in words.
        spoke_at: when it spoke last (microseconds), None where it never has.
        blocked: whether it has blocked the brand, or left.
        is_host: whether it comes first among others.
    """
    spoke = "has said nothing"
    if spoke_at is not None:
        spoke = f"spoke last at {from_moment(spoke_at):%Y-%m-%d %H:%M} UTC"
    host = ", comes first" if is_host else ""
    door = ", blocked the brand, or left" if blocked else ""
    return f"{account.external_id} on {account.channel}: {consent}, {spoke}{host}{door}"


def account_moment(at: int | None) -> str | None:
    """Return a moment of an account (microseconds) as programs read it."""
    return None if at is None else from_moment(at).isoformat()
