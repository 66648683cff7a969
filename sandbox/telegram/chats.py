"""Where messages stand: private chats, one for each bot and person, and groups."""

from sandbox.telegram.objects import Chat, Message
from sandbox.telegram.people_objects import KeyboardButton, User


class Counter:
    """Gives out numbers, one after the other."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def next(self) -> int:
        """Return the next number."""
        self.last += 1
        return self.last


class Room:
    """One chat: who is in it, and what stands in it.

    Args:
        chat: as it is told.
        ids: gives its messages their numbers.
    """

    def __init__(self, chat: Chat, ids: Counter) -> None:
        self.chat = chat
        self.ids = ids
        self.members: dict[int, User] = {}
        self.barred: set[int] = set()
        """Bots that were blocked here or thrown out."""
        self.posting: set[int] = set()
        """Bots that may post here, where it is a channel: its administrators."""
        self.messages: dict[int, Message] = {}
        self.topics: dict[int, str] = {}
        self.keyboard: list[KeyboardButton] = []
        """The keys that stand in the place of the person's own keyboard."""
        self.reactions: dict[tuple[int, int], str] = {}
        """The sign that somebody has put to a message, by this and their ids."""
        self.moved_to: int | None = None

    def replied(self, message_id: int | None, topic: int | None) -> Message | None:
        """Return what a message answers, as it is told in it.

        What stands in a topic answers the message that opened it, where it answers nothing else.

        Args:
            message_id: of what is answered.
            topic: in which the answer stands.
        """
        answered = self.messages.get(message_id or topic or 0)
        return answered.alone() if answered else None

    @property
    def is_private(self) -> bool:
        """Whether one person and one bot are alone here."""
        return self.chat.type == "private"

    @property
    def is_channel(self) -> bool:
        """Whether administrators post here, and others read."""
        return self.chat.type == "channel"


def private_chat(person: User) -> Chat:
    """Return the chat that a person has with any bot."""
    return Chat(
        id=person.id,
        type="private",
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
    )
