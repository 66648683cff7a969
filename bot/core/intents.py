"""What people may mean by their words, as authors wrote it, for whoever reads these words."""

from msgspec import Struct


class Intent(Struct, frozen=True):
    """Something that words may lead to: `name` says what.

    `phrases` are whole messages that mean it, `questions` are whole messages that ask for it, and
    `keywords` are whole words of a message: the three ways in which authors say it.
    """

    name: str
    phrases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


class Intents(Struct, frozen=True, eq=False):
    """All that words may lead to in a brand.

    It is compared by what it is, not by what it holds: a reader may remember, for as long as it
    likes, all that it worked out about these intents, and work it out once.
    """

    all: tuple[Intent, ...] = ()


class Meant(Struct, frozen=True):
    """One thing that a message may mean: the intent of that name.

    `score` says how sure that is: 1 is beyond doubt, and two that are nearly as high cannot be told
    apart. `words` are those of the author that the message was found to be like.
    """

    name: str
    score: float
    words: str
