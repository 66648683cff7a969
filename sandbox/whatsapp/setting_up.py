"""What is set up at Meta's: a number with its app, and the address that is called."""

from collections.abc import Mapping
from secrets import randbelow, token_hex, token_urlsafe
from typing import Final

import aiohttp

from sandbox.whatsapp.world import Number, Template

CHALLENGE: Final = "1158201444"
_TIMEOUT = aiohttp.ClientTimeout(total=10)


def new_number(title: str, options: Mapping[str, object]) -> Number:
    """Return a number of a brand's, all of it made up.

    Args:
        title: what the brand is called.
        options: of its channel: the template that they name is approved.
    """
    template = Template(
        name=str(options.get("template") or "notice"),
        language=str(options.get("template_language") or "en"),
        body=f"News from {title}: {{{{1}}}} (write stop, and we stop)",
    )
    return Number(
        id=str(100_000_000_000_000 + randbelow(100_000_000_000_000)),
        token=f"EAA{token_urlsafe(40)}",
        secret=token_hex(16),
        verify_token=token_urlsafe(12),
        shown=f"+39 055 {randbelow(900_000) + 100_000}",
        name=title,
        account=str(100_000_000_000_000 + randbelow(100_000_000_000_000)),
        templates=[template],
    )


async def enter(number: Number, url: str) -> bool:
    """Enter a Callback URL, as in Meta's dashboard; say whether its challenge was answered."""
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": number.verify_token,
        "hub.challenge": CHALLENGE,
    }
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(url, params=query) as answer,
        ):
            is_ours = answer.ok and await answer.text() == CHALLENGE
    except (aiohttp.ClientError, TimeoutError):
        return False
    if is_ours:
        number.callback = url
    return is_ours
