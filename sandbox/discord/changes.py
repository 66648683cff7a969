"""What changed on the server, told to whoever watches: the gateway, the page, a test."""

from collections.abc import Callable

from msgspec import Struct

from sandbox.discord.model import Channel, Guild, Interaction, Message


class Posted(Struct, frozen=True):
    """A message is there."""

    message: Message


class Edited(Struct, frozen=True):
    """A message is another."""

    message: Message


class Deleted(Struct, frozen=True):
    """A message is gone."""

    message: Message


class Voted(Struct, frozen=True):
    """Somebody voted for an answer of a poll, or took this vote back."""

    message: Message
    user_id: str
    answer: int
    added: bool


class Reacted(Struct, frozen=True):
    """Somebody put an emoji to a message, or took it away."""

    message: Message
    user_id: str
    emoji: str
    added: bool


class Opened(Struct, frozen=True):
    """A private channel is there."""

    channel: Channel


class Threaded(Struct, frozen=True):
    """A thread is there, or a post of a forum, which is one too."""

    channel: Channel


class Removed(Struct, frozen=True):
    """A channel of a guild is about to be gone."""

    channel: Channel


class Joined(Struct, frozen=True):
    """A bot came into a guild."""

    guild: Guild
    bot_id: str


class Typing(Struct, frozen=True):
    """Somebody is writing."""

    channel: Channel
    user_id: str
    at: float


class Began(Struct, frozen=True):
    """A person used a control of the bot."""

    interaction: Interaction


class Answered(Struct, frozen=True):
    """The bot answered that."""

    interaction: Interaction


Change = (
    Posted
    | Edited
    | Deleted
    | Voted
    | Reacted
    | Opened
    | Threaded
    | Removed
    | Joined
    | Typing
    | Began
    | Answered
)
Watcher = Callable[[Change], None]


class Changes:
    """Tells every watcher of each change, in the order of watching."""

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell this one from now on; returns what ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def tell(self, change: Change) -> None:
        """Tell everybody of one change."""
        for watcher in tuple(self._watchers):
            watcher(change)
