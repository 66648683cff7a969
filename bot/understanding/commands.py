"""Slash commands: `/survey`, `/Survey@our_bot`, `/survey extra`."""

import re

from bot.core.lazy_pattern import lazy_pattern

_COMMAND = lazy_pattern(r"/([^\s/@]{1,64})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def read(text: str) -> tuple[str, str] | None:
    """Return the name in lower case and what follows it.

    Args:
        text: a whole message.

    Returns:
        None where the message is no command; a path such as "/a/b" is none.
    """
    found = _COMMAND.fullmatch(text.strip())
    return None if found is None else (found[1].lower(), found[2] or "")
