"""Consents."""

from bot.dialogue.program.part import Part


class Offer(Part, frozen=True, tag="offer"):
    """Ask for consent to a topic with its recorded wording; passes silently where it is given.

    `slot` gets true or false, None where the author named none. `within` and `otherwise` are as
    those of a question.
    """

    path: str
    topic: str
    slot: str | None = None
    within: int | None = None
    otherwise: int | None = None


class Subscribe(Part, frozen=True, tag="subscribe"):
    """Record the consent that the person has just expressed by a yes of their own."""

    path: str
    topic: str


class Unsubscribe(Part, frozen=True, tag="unsubscribe"):
    """Withdraw the consent to a topic."""

    path: str
    topic: str
