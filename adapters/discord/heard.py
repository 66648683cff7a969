"""What a channel hears, in our own words: who did what, and what there is to acknowledge."""

from typing import Literal

from msgspec import Struct

from bot.core.events import Incoming


class Interaction(Struct, frozen=True):
    """What must be acknowledged: a slash command or a pressed button. The token is not shown.

    `application` is whose it is, which follow-ups have to say.
    """

    id: str
    token: str
    application: str
    kind: Literal["command", "button"]
    language: str | None = None

    def __repr__(self) -> str:
        return f"Interaction({self.id!r}, {self.kind!r})"


class Heard(Struct, frozen=True):
    """One thing that somebody did: in which channel, and what there is to acknowledge.

    `private` says that the channel is the person's own one with the bot.
    """

    incoming: Incoming
    channel: str
    private: bool
    interaction: Interaction | None = None


class Us(Struct, frozen=True):
    """Who we are there: our user id, and the id of the application that we belong to.

    `session` is what the gateway calls the session in which we listen.
    """

    user: str
    application: str
    session: str = ""
