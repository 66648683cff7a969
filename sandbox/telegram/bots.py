"""A bot as the platform knows it."""

from collections.abc import Callable

from msgspec import Struct

from sandbox.telegram.chats import Counter
from sandbox.telegram.facts import BotCommand
from sandbox.telegram.people_objects import User
from sandbox.telegram.updates import UpdateQueue

Menus = dict[tuple[str, str], list[BotCommand]]
"""The menus of a bot, by scope (as JSON) and language."""


class Webhook(Struct):
    """Where a bot's updates are posted to, and the last thing that went wrong there."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None

    def is_like(self, other: "Webhook") -> bool:
        """Say whether another one would change nothing."""
        mine = (self.url, self.secret, self.max_connections)
        return mine == (other.url, other.secret, other.max_connections)


class Bot:
    """One bot: its account, what it has to be told, and what it has said of itself.

    Args:
        token: all that it proves itself with.
        user: its account.
        clock: tells the present time in seconds.
    """

    def __init__(self, token: str, user: User, clock: Callable[[], float]) -> None:
        self.token = token
        self.user = user
        self.is_private = True
        """Whether it hears in groups only what is meant for it (Bot FAQ: privacy mode)."""
        self.queue = UpdateQueue(user.id % 1_000_000 * 100 + 1, clock)
        self.message_ids = Counter()
        self.webhook: Webhook | None = None
        self.commands: Menus = {}

    @property
    def id(self) -> int:
        """The number of its account."""
        return self.user.id

    @property
    def username(self) -> str:
        """The name of its account, without the @."""
        return self.user.username or ""
