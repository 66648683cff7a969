"""Presses that wait for their answer."""

from collections.abc import Callable

from msgspec import Struct

ANSWER_SECONDS = 30.0
"""How long the platform lets a person's button wait for an answer: tens of seconds, unpublished."""


class Pressing(Struct):
    """One press: what it was answered and when (Unix time), both None before that."""

    id: str
    bot: int
    person: int
    chat: int
    message_id: int
    at: float
    answered_at: float | None = None
    text: str | None = None
    show_alert: bool = False
    expired: bool = False


class Callbacks:
    """All presses of one world.

    Args:
        clock: tells the present time in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pressings: dict[str, Pressing] = {}

    def all(self) -> list[Pressing]:
        """Return every press, oldest first."""
        return list(self._pressings.values())

    def begin(self, bot: int, person: int, chat: int, message_id: int) -> Pressing:
        """Keep a new press; its id is as long as the platform's."""
        number = 4_000_000_000_000_000_000 + len(self._pressings) + 1
        pressing = Pressing(str(number), bot, person, chat, message_id, self._clock())
        self._pressings[pressing.id] = pressing
        return pressing

    def waiting(self, query_id: str, bot: int) -> Pressing | None:
        """Return a press of this bot that may still be answered; None where there is none."""
        pressing = self._pressings.get(query_id)
        if pressing is None or pressing.bot != bot:
            return None
        if pressing.answered_at is not None or pressing.expired:
            return None
        return pressing if self._clock() - pressing.at <= ANSWER_SECONDS else None

    def expire(self, bot: int) -> int:
        """Let every press of a bot that waits be too old, and return how many there were."""
        waiting = [one for one in self._pressings.values() if self.waiting(one.id, bot)]
        for pressing in waiting:
            pressing.expired = True
        return len(waiting)

    def answer(self, pressing: Pressing, text: str | None, *, show_alert: bool) -> None:
        """Let the person's button stop waiting."""
        pressing.answered_at, pressing.text = self._clock(), text
        pressing.show_alert = show_alert
