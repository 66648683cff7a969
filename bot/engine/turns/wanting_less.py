"""Whoever wants less than before: what is about to leave is asked for again."""

from bot.core.effects import CloseDoor, ErasePerson, StopEverything, WithdrawConsent
from bot.core.ids import ConversationId, own_conversation, space_conversation
from bot.engine.report import TurnReport

_LESS = (WithdrawConsent, StopEverything, CloseDoor, ErasePerson)
"""What a turn does for whoever wants less than before."""


def conversations_of_less(report: TurnReport) -> frozenset[ConversationId]:
    """Return the conversations in which a turn made somebody be told less from now on."""
    if report.person is None or report.kinds.isdisjoint(_LESS):
        return frozenset()
    private = ConversationId(report.person)
    if report.space is None:
        return frozenset({private})
    channel, space = report.account.channel, report.space
    own = own_conversation(channel, space, report.account.external_id)
    return frozenset({private, own, space_conversation(channel, space)})
