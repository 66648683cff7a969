"""Signs that people give to messages: votes and reactions, refused where they could not."""

from collections.abc import Sequence

from sandbox.control import ImpossibleError
from sandbox.discord.changes import Reacted, Voted
from sandbox.discord.model import Meeting, Message
from sandbox.discord.world import World


class Signs:
    """Lets people give signs.

    Args:
        world: where they are.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def vote(self, meeting: Meeting, message_id: str, labels: Sequence[str]) -> None:
        """Let a person vote for these answers and no other; bots hear of each change by itself.

        Args:
            meeting: who, and where.
            message_id: the poll.
            labels: of the answers; none takes every vote of theirs back.

        Raises:
            ImpossibleError: it is no poll that is open, or has no such answers.
        """
        message = _message(meeting, message_id)
        poll, person = message.poll, meeting.person.user.id
        if poll is None or poll.until < self._world.clock():
            raise ImpossibleError("there is no open poll in this message")
        if len(labels) > 1 and not poll.several:
            raise ImpossibleError("only one answer of this poll can be voted for")
        if not set(labels) <= set(poll.answers):
            raise ImpossibleError("the poll has no such answer")
        before = poll.votes.get(person, set())
        after = {poll.answers.index(label) + 1 for label in labels}
        poll.votes[person] = after
        for answer in sorted(before ^ after, key=lambda one: (one in after, one)):
            self._world.changes.tell(Voted(message, person, answer, answer in after))

    def react(self, meeting: Meeting, message_id: str, emoji: str, *, added: bool) -> None:
        """Let a person put an emoji to a message, or take it away.

        Raises:
            ImpossibleError: there is no such message, or no such emoji to take away.
        """
        message, person = _message(meeting, message_id), meeting.person.user.id
        people = message.reactions.setdefault(emoji, [])
        if added == (person in people):
            raise ImpossibleError("this reaction is there already, or was never there")
        (people.append if added else people.remove)(person)
        self._world.changes.tell(Reacted(message, person, emoji, added))


def _message(meeting: Meeting, message_id: str) -> Message:
    message = meeting.channel.messages.get(message_id)
    if message is None or message.seen_by is not None:
        raise ImpossibleError(f"there is no message {message_id} to give a sign to")
    return message
