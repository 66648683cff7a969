"""What the page may show: the brands at work, and by which doors each is reached."""

from msgspec import Struct


class Start(Struct, frozen=True):
    """One dialogue that people can begin.

    `command` is what they write, without its slash; `link` is the payload of a deep link, None
    where the dialogue has none.
    """

    command: str
    link: str | None = None


class Channel(Struct, frozen=True):
    """A channel of the brand's own on Telegram: as the brand names it, and its id there."""

    name: str
    chat: int


class Place(Struct, frozen=True):
    """A brand on a further platform: `key` names it there, `title` is what people call that."""

    platform: str
    title: str
    key: str


class Scene(Struct, frozen=True, kw_only=True):
    """One brand at work.

    `telegram` and `discord` are the made-up tokens of its bots, `chat` is the address of its chat
    page; each is None where the brand has no such channel. The first of `languages` is its default.
    `posts` are the channels on Telegram in which it posts, `further` where else it is.
    """

    brand: str
    title: str
    languages: tuple[str, ...]
    telegram: str | None = None
    discord: str | None = None
    chat: str | None = None
    starts: tuple[Start, ...] = ()
    posts: tuple[Channel, ...] = ()
    further: tuple[Place, ...] = ()
