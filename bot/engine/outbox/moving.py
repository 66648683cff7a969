"""A space has a new address: everything that is keyed by the old one goes along."""

from msgspec import Struct
from msgspec.structs import replace

from bot.core.ids import BrandId, ChannelName, own_conversation, space_conversation
from bot.engine.turns.ways_out import lane_of
from bot.store.calls import move_calls
from bot.store.connection import Connection
from bot.store.conversations import ConversationMove, move_conversations, own_in_space
from bot.store.deliveries import LaneMove, move_lanes
from bot.store.events import EventMove, move_events
from bot.store.handoffs import move_handoffs
from bot.store.joined import accounts_by_themselves
from bot.store.moved_places import PlaceMove, move_place
from bot.store.shared_runs import RunMove, move_runs


class SpaceMove(Struct, frozen=True):
    """A group or thread of a channel that the platform now knows under another id."""

    brand: BrandId
    channel: ChannelName
    old: str
    new: str

    @property
    def new_lane(self) -> str:
        """The lane of what is said there from now on."""
        return lane_of("", self.new)


def move_space(connection: Connection, move: SpaceMove, now: int) -> None:
    """Re-address what waits for a space, what came from it, its conversation and its consents.

    Where a conversation has begun at the new address already, it stays the one that goes on.

    Args:
        connection: inside a transaction.
        move: from where to where.
        now: the present moment (microseconds).
    """
    brand, channel, old, new = move.brand, move.channel, move.old, move.new
    old_id, new_id = space_conversation(channel, old), space_conversation(channel, new)
    old_lane = lane_of("", old)
    move_place(connection, PlaceMove(brand, channel, old_lane, old_id, new_id, new), now)
    lane = LaneMove(brand, channel, old_lane, move.new_lane, new, old_id, new_id)
    move_lanes(connection, [lane])
    moves = [EventMove(brand, channel, old, new)]
    move_events(connection, moves)
    move_calls(connection, moves)
    move_runs(connection, RunMove(brand, old_id, new_id))
    shared = ConversationMove(brand, old_id, new_id, new, shared=True)
    own = _own_moves(connection, move)
    there = replace(lane, lane=move.new_lane)
    for one in own:
        talk = replace(there, conversation=one.old_id, new_conversation=one.new_id)
        move_lanes(connection, [talk])
    for moved in (shared, *own):
        move_handoffs(connection, brand, moved.old_id, moved.new_id, new)
        move_conversations(connection, [moved])


def _own_moves(connection: Connection, move: SpaceMove) -> list[ConversationMove]:
    """Return what becomes of the conversations that people have of their own there."""
    own = own_in_space(connection, move.brand, move.channel, move.old)
    accounts = accounts_by_themselves(connection, move.brand, list(own.values()))
    names = {
        own_conversation(move.channel, move.old, one.external_id): one.external_id
        for one in accounts
        if one.channel == move.channel
    }
    return [
        ConversationMove(
            move.brand, name, own_conversation(move.channel, move.new, names[name]), move.new
        )
        for name in own
        if name in names
    ]
