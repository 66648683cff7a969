"""How far an occurrence is: parts that always sum to its plan, each with its words."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from bot.store.recipients import RecipientStatus

Key = tuple[RecipientStatus, str | None]
"""A recipient's status, and the reason where there is one."""


class Part(Struct, frozen=True):
    """Some of the people of an occurrence, who stand alike.

    `ended` says that nothing more happens to them in this occurrence.
    """

    status: RecipientStatus
    reason: str | None
    words: str
    count: int
    ended: bool


class Progress(Struct, frozen=True):
    """An occurrence in numbers: `plan` is how many people it has, and what the parts sum to."""

    plan: int
    parts: tuple[Part, ...]

    @property
    def ended(self) -> int:
        """How many of them have met their end."""
        return sum(part.count for part in self.parts if part.ended)

    @property
    def open(self) -> int:
        """How many are still waited for."""
        return self.plan - self.ended


_OPEN = frozenset({"opened", "planned"})

_WORDS: Mapping[RecipientStatus, str] = {
    "accepted": "got it",
    "opened": "on its way",
    "planned": "to come",
    "unreachable": "cannot be reached",
    "rejected": "refused by the platform",
    "unknown": "sent without a clear answer",
    "skipped": "left out",
}

_ORDER = tuple(_WORDS)

_HELD: Mapping[str, str] = {
    "quiet": "held by quiet hours",
    "cap": "held by a cap",
    "busy": "held by a dialogue under way",
}


def progress_of(counts: Mapping[Key, int]) -> Progress:
    """Return an occurrence's progress.

    Args:
        counts: how many people stand at each status and reason, read in one statement: so that
            nobody is counted twice or not at all while the occurrence goes on.
    """
    parts = sorted(_parts(counts), key=_place)
    return Progress(sum(counts.values()), tuple(parts))


def words_of(status: RecipientStatus, reason: str | None) -> str:
    """Say in a few words how a recipient stands."""
    if status == "planned" and reason is not None:
        return _HELD.get(reason, f"held: {reason}")
    words = _WORDS[status]
    return words if reason is None else f"{words}: {reason}"


def _parts(counts: Mapping[Key, int]) -> Iterable[Part]:
    for (status, reason), count in counts.items():
        if count:
            words = words_of(status, reason)
            yield Part(status, reason, words, count, ended=status not in _OPEN)


def _place(part: Part) -> tuple[int, str]:
    return _ORDER.index(part.status), part.reason or ""
