"""What the people of the desk say: for the conversation that they have taken over."""

import msgspec

from bot.core.content import Message
from bot.core.events import Happened, Said, Sender
from bot.core.ids import EventId, derive
from bot.dialogue.events.handed_over import DESK_ENDED, DESK_SAID
from bot.dialogue.machine.product_texts import texts_in
from bot.engine.turns.effects import Stage
from bot.store.events import NewEvent
from bot.store.handoffs import HandoffRow
from bot.store.values import to_json
from bot.understanding.commands import read as command_of

DONE = "done"
"""The command by which the desk hands a conversation back."""


def from_desk(stage: Stage, handoff: HandoffRow | None, said: Said) -> None:
    """Let what the desk says happen in the conversation that it is about.

    Args:
        stage: the turn of what the desk sent, where its rows are written.
        handoff: the conversation that the desk has taken over, None where it has not.
        said: what it sent.
    """
    if handoff is None:
        text = texts_in(stage.brand.languages[0]).desk_elsewhere
        stage.writes.deliveries += stage.deliveries(0, Message(text, text))
        return
    key = EventId(derive(stage.event.id, "desk"))
    stage.writes.timers[key] = NewEvent(
        brand=handoff.brand,
        id=key,
        seq=stage.number(),
        channel=handoff.channel,
        sender=handoff.recipient,
        sender_facts=to_json(Sender(handoff.recipient)),
        space=handoff.space,
        happening=to_json(_meant(said)),
        raw=None,
        received_at=stage.at,
        due_at=stage.at,
    )


def _meant(said: Said) -> Happened:
    command = command_of(said.text)
    if command is not None and command[0] == DONE:
        return Happened(DESK_ENDED)
    media = [msgspec.to_builtins(one) for one in said.attachments]
    return Happened(DESK_SAID, {"text": said.text, "media": media})
