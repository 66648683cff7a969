"""The memory for nonces: the same word by the same author in the same place is the same message."""

from sandbox.discord.snowflakes import Clock

REMEMBERED_SECONDS = 180.0
"""Discord checks "the past few minutes" (create message: enforce_nonce) and names no number."""

_Key = tuple[str, str, str]


class Nonces:
    """Remembers which message a nonce made.

    Args:
        clock: tells the present time in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[_Key, tuple[float, str]] = {}

    def recall(self, channel_id: str, author_id: str, nonce: str | int) -> str | None:
        """Return the id of the message that this nonce made a short while ago."""
        made = self._made.get((channel_id, author_id, str(nonce)))
        if made is None or self._clock() - made[0] > REMEMBERED_SECONDS:
            return None
        return made[1]

    def remember(self, channel_id: str, author_id: str, nonce: str | int, message_id: str) -> None:
        """Remember which message a nonce made."""
        self._forget_old()
        self._made[channel_id, author_id, str(nonce)] = (self._clock(), message_id)

    def _forget_old(self) -> None:
        latest = self._clock() - REMEMBERED_SECONDS
        # The oldest stand first: a dict keeps the order of writing.
        while self._made and next(iter(self._made.values()))[0] < latest:
            del self._made[next(iter(self._made))]
