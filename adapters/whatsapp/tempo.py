"""How long everything may take, in seconds: one table, so that tests can be quick."""

from msgspec import Struct


class Tempo(Struct, frozen=True, kw_only=True):
    """The times of one channel; the defaults are our own choices.

    `connect` is shorter than the rest, so that a connection that never came about is known as such;
    `answer` is how long an answer is waited for, `upload` the same where a file goes along.
    `probe` is between two tries to learn the number that people write to.
    """

    connect: float = 10.0
    answer: float = 20.0
    upload: float = 120.0
    probe: float = 30.0


USUAL = Tempo()
