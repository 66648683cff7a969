"""Where a message goes: a chat, and in a forum one of its topics."""

from msgspec import Struct


class Address(Struct, frozen=True):
    """A chat by its id; `topic` is the id of a forum's topic (message_thread_id)."""

    chat: str
    topic: int | None = None

    @classmethod
    def of(cls, chat: str) -> "Address":
        """Return the address that a chat's id stands for, with a slash and the topic's or not."""
        chat_id, _, topic = chat.partition("/")
        return cls(chat_id, int(topic) if topic.isdecimal() else None)
