"""How well a platform shows each block, worked out from its table: there is no second list."""

from typing import Literal, assert_never

from bot.channels.capabilities import Ability, Capabilities
from bot.core.content import MediaKind

Block = Literal["reply", "card", "poll", "reaction"] | Ability | MediaKind
"""All that a message may hold beside its text, or that may be done with one."""

BLOCKS: tuple[Block, ...] = (
    *("image", "video", "audio", "voice", "file", "location", "contact", "card"),
    *("reply", "link", "share_contact", "share_location", "poll"),
    *("edit", "quote", "reaction", "typing"),
)

Level = Literal["native", "degraded", "none"]
"""As the platform's own, in another form, or not at all: `none` loses nothing that was said."""

_LEFT_OUT: frozenset[Block] = frozenset(
    {"share_contact", "share_location", "quote", "reaction", "typing"}
)
"""What is missing without a form in its place: people write what they could have shared."""


def level_of(block: Block, table: Capabilities) -> Level:
    """Return how well a platform shows a block."""
    if _is_native(block, table):
        return "native"
    return "none" if block in _LEFT_OUT else "degraded"


def _is_native(block: Block, table: Capabilities) -> bool:
    match block:
        case "image" | "video" | "audio" | "voice" | "file" | "location":
            return block in table.media.kinds
        case "card":
            return table.card is not None
        case "poll":
            return table.poll is not None
        case "reaction":
            return block in table.receives
        case "reply" | "link":
            return table.buttons > 0 and block in {"reply", *table.has}
        case "contact" | "share_contact" | "share_location" | "edit" | "quote" | "typing":
            return block in table.has
        case _:
            assert_never(block)
