"""How long everything may take or waits, in seconds: one table, so that tests can be quick."""

from msgspec import Struct


class Tempo(Struct, frozen=True, kw_only=True):
    """The times of one channel; the defaults are our own choices.

    `connect` is shorter than the rest, so that a connection that never came about is known as such;
    `answer` is how long an answer is waited for, `upload` the same where a file goes along. `poll`
    is how long Telegram may hold a poll open, `grace` how much later its answer may come: a
    connection that died unseen costs both. A server that says "nothing" sooner than `quick` holds
    no polls open, and is asked less often. After failures `first_pause` doubles up to
    `longest_pause`; a refused token is tried again after `probe`. A webhook is looked at every
    `watch`. `silence` is how long people wait before they are shown that somebody is typing.
    """

    connect: float = 10.0
    answer: float = 20.0
    upload: float = 120.0
    poll: int = 30
    grace: float = 10.0
    quick: float = 0.2
    first_pause: float = 1.0
    longest_pause: float = 5.0
    probe: float = 30.0
    watch: float = 30.0
    silence: float = 1.0


USUAL = Tempo()
