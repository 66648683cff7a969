"""How long things may take on a Discord channel: all in one place, for tests shorten them."""

from msgspec import Struct


class Delays(Struct, frozen=True, kw_only=True):
    """Times in seconds.

    - `acknowledge`: when an interaction is acknowledged even if it is not yet stored (Discord waits
      3 s for it).
    - `arrive`: how long the answer to a call of Discord's may take to be known there.
    - `thinking`: how long a slash command may look as if we were thinking where no reply comes.
    - `elsewhere`: the same where another process replies, whose reply is not seen from here.
    - `typing`: how long a person waits for a reply before they see us type.
    - `send`: bounds one request.
    - `first_pause`, `longest_pause`: between attempts to reach Discord, each twice the one before.
    - `probe`: between attempts with a refused token.
    - `questions`: bounds what is asked of Discord before anything runs.
    - `new_session`: how long Discord wants us to wait after it ended our session (Gateway: Invalid
      Session).
    - `connect`: bounds one log-in, and one connection to the gateway up to its greeting.
    - `not_ours`: between looks whether the channel is ours again.
    - `goodbye`: bounds the closing of a connection.
    - `guilds`: the library's wait for the servers of the bot.
    - `heartbeat`: after how long a silent gateway counts as gone.
    - `first_store`, `longest_store`: between attempts to store what came in.
    - `between_histories`: between conversations that are caught up with, for Discord looks askance
      at bots that open many private channels at once.
    - `recount`: until votes are looked for in a poll that nobody knew of when it was first sent.
    - `history`: bounds one request of catching up, for people wait for it.
    """

    acknowledge: float = 2.0
    arrive: float = 0.3
    thinking: float = 60.0
    elsewhere: float = 1.5
    typing: float = 1.0
    send: float = 15.0
    first_pause: float = 1.0
    longest_pause: float = 5.0
    probe: float = 30.0
    questions: float = 10.0
    new_session: float = 5.0
    connect: float = 60.0
    not_ours: float = 0.2
    goodbye: float = 0.7
    guilds: float = 0.5
    heartbeat: float = 60.0
    first_store: float = 0.2
    longest_store: float = 5.0
    between_histories: float = 0.25
    recount: float = 2.0
    history: float = 4.0

    def pause(self, failures: int) -> float:
        """Return the wait after so many failures in a row to reach Discord; 0 after none."""
        return _doubled(self.first_pause, self.longest_pause, failures)

    def store(self, failures: int) -> float:
        """Return the wait after so many failures in a row to store what came in."""
        return _doubled(self.first_store, self.longest_store, failures)


def _doubled(first: float, longest: float, failures: int) -> float:
    return 0.0 if failures < 1 else float(min(first * 2 ** min(failures - 1, 16), longest))
