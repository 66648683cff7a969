"""Whom a flood concerns: Telegram says "too many requests", but not whether of one chat or all."""

TOGETHER_SECONDS = 1.0
"""Two chats refused within so long are taken for the whole bot: our own reading."""


class Floods:
    """Remembers the latest refusal."""

    def __init__(self) -> None:
        self._chat: str | None = None
        self._until = 0.0

    def is_of_everybody(self, chat: str, now: float) -> bool:
        """Count a refusal, and say whether another chat was refused just before it.

        Args:
            chat: the chat that was written to.
            now: a monotonic time in seconds.
        """
        is_shared = self._chat not in {None, chat} and now < self._until
        self._chat, self._until = chat, now + TOGETHER_SECONDS
        return is_shared
