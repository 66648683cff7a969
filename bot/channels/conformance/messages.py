"""Messages of every form, to try a platform's table with: at its limits, and beyond them."""

from collections.abc import Iterator
from itertools import combinations, product

from msgspec.structs import asdict, replace

from bot.channels.capabilities import Capabilities
from bot.core.content import Button, Card, Contact, Media, MediaKind, Message, Picks, Poll
from bot.core.markup import unmarked

_LONG, _MANY = 2_000, 100
_STYLED = "**Come** to [the hall](https://example.org/) & <b>see</b> @ada: `a_b` 1. # 🇮🇹\n- e\u0301"
_KINDS: tuple[MediaKind, ...] = ("image", "video", "audio", "voice", "file", "location")
_PICTURE = Media("image", "https://example.org/a.png", "a.png", alt="A hall")
_PLACE = Media("location", "geo:45.5,9.25")
_ADA = Contact("+390212345", "Ada")


def messages_for(table: Capabilities) -> Iterator[Message]:
    """Yield messages with each block below texts of every kind, and with each two together.

    Args:
        table: whose limits they meet.
    """
    long = "👍 ùx " * ((table.text_limit or _LONG) // 4)
    blocks = tuple(_blocks(table))
    for text, block in product(("", "Which?", _STYLED), blocks):
        message = _with(Message(unmarked(text), text), block)
        if message.text or message.media or message.card or message.contact:
            yield message
    yield _with(Message(long, long), blocks[0])
    for block, beside in combinations(blocks, 2):
        yield _with(_with(Message("Which?", "Which?"), block), beside)


def _with(message: Message, block: Message) -> Message:
    """Return a message with what another has that it has not."""
    held = {name: getattr(message, name) or theirs for name, theirs in asdict(block).items()}
    return Message(**held | {"media": (*message.media, *block.media)})


def _blocks(table: Capabilities) -> Iterator[Message]:
    empty = Message("", "")
    few = tuple(_buttons(2, 5))
    many = tuple(_buttons(min(table.buttons, _MANY) + 1, (table.label_limit or 20) + 1))
    yield replace(empty, buttons=many)
    yield replace(empty, buttons=few)
    if table.choices is not None:
        most = min(table.choices.most, _MANY)
        yield replace(empty, buttons=tuple(_replies(most, 5)))
        yield replace(empty, buttons=tuple(_replies(most + 1, 5)))
        done = Button("m.done", "Done", authored=False)
        for count in (table.choices.above, table.choices.above + 1, table.choices.several + 1):
            several = (*_replies(count, 5), done)
            yield replace(empty, buttons=several, picks=Picks(done=done.id))
    yield replace(empty, buttons=few, poll=Poll(several=True), picks=Picks(done="m.done"))
    yield replace(empty, buttons=few[:2], poll=Poll())
    yield replace(empty, media=tuple(Media(kind, "https://example.org/a") for kind in _KINDS))
    yield replace(empty, media=(_PLACE, replace(_PICTURE, size=2**40)))
    yield replace(empty, card=Card("Card", "light", "**light**", "https://example.org/", _PICTURE))
    yield replace(empty, card=Card("Card" * 100, "x" * _LONG, "x" * _LONG))
    yield replace(empty, contact=_ADA)
    yield replace(empty, replaces="0123456789ab", answers="17")
    yield replace(empty, buttons=many, private=True)


def _buttons(most: int, length: int) -> Iterator[Button]:
    yield from _replies(most, length)
    yield Button("m.site", "Site", "https://example.org/")
    yield Button("m.done", "Done", authored=False)
    yield Button("m.number", "My number", authored=False, shares="contact")
    yield Button("m.place", "My place", authored=False, shares="location")


def _replies(most: int, length: int) -> Iterator[Button]:
    for number in range(most):
        yield Button(f"m.{number}", f"{number} ".ljust(length, "y"))
