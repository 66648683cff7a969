"""How often Discord has refused this process: it shuts out an address that it refuses too often.

All bots of a process write from one address, so all of their refusals are counted together.
"""

from collections.abc import Mapping

_REFUSALS = frozenset({401, 403, 429})
"""Discord's reference, "Invalid Request Limit": the answers that count."""

_SCOPE = "X-RateLimit-Scope"
_SHARED = "shared"
"""A limit that others have used up: not held against us."""


class Count:
    """The number of refusals since the process began."""

    def __init__(self) -> None:
        self.total = 0

    def note(self, status: int, headers: Mapping[str, str]) -> None:
        """Look at an answer, and count it where it is a refusal."""
        if status in _REFUSALS and headers.get(_SCOPE) != _SHARED:
            self.total += 1


OF_THIS_PROCESS = Count()
