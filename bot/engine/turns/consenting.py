"""What a turn does to consents: each belongs to the account that gave it."""

from typing import TYPE_CHECKING

import msgspec

from bot.core.effects import GiveConsent, WithdrawConsent
from bot.core.ids import PersonId
from bot.engine.turns.writes import TopicCancel
from bot.store.consents import ConsentRow, wording_hash
from bot.store.subscriptions import SubscriptionKey, SubscriptionRow

if TYPE_CHECKING:
    from bot.engine.turns.effects import Stage
    from bot.store.cancelling import Unwanted


def give_consent(stage: "Stage", position: int, effect: GiveConsent) -> None:
    """Write down a consent, of the account that this turn is about."""
    own = stage.own
    row = msgspec.structs.replace(
        _line(stage, position, effect.topic, own, given=True, source=effect.source),
        wording=effect.wording,
        wording_hash=wording_hash(effect.wording),
        language=effect.language,
        message=effect.message,
    )
    stage.writes.consents.append(row)
    stage.writes.subscriptions[own, effect.topic] = SubscriptionRow(
        brand=stage.brand.id,
        topic=effect.topic,
        person=own,
        conversation=stage.place,
        channel=stage.account.channel,
        recipient=stage.account.external_id,
        space=stage.space,
        since=stage.at,
    )
    given = stage.consents.get(own, set()) | {effect.topic}
    stage.consents = {**stage.consents, own: given}


def withdraw_consent(stage: "Stage", position: int, effect: WithdrawConsent) -> None:
    """Write down that a person wants a topic no more, or none: on whichever account of theirs."""
    topics = stage.subscribed if effect.topic is None else stage.subscribed & {effect.topic}
    why: Unwanted = "stopped" if effect.topic is None else "no consent"
    for own, given in stage.consents.items():
        for topic in sorted(topics & given):
            line = _line(stage, position, topic, own, given=False, source=effect.source)
            stage.writes.consents.append(line)
            key = SubscriptionKey(stage.brand.id, topic, own)
            stage.writes.subscriptions[own, topic] = key
    for topic in sorted(topics):
        before = stage.number()
        for account in stage.accounts:
            stage.writes.cancels.append(TopicCancel(account, topic, before, stage.at, why))
    stage.consents = {own: given - topics for own, given in stage.consents.items()}


def _line(  # noqa: PLR0913 - what of it, whose, and why
    stage: "Stage", position: int, topic: str, own: PersonId, *, given: bool, source: str
) -> ConsentRow:
    apart = () if own == stage.own else (own,)
    return ConsentRow(
        brand=stage.brand.id,
        id=stage.event.derive("consent", position, topic, *apart),
        person=own,
        seq=stage.number(),
        topic=topic,
        given=given,
        wording=None,
        wording_hash=None,
        language=None,
        source=source,
        channel=stage.account.channel,
        message=None,
        at=stage.at,
        space=stage.space,
    )
