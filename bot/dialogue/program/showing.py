"""What is shown beside a text."""

from bot.core.content import MediaKind
from bot.core.text import Text
from bot.dialogue.program.part import Part


class ShownFile(Part, frozen=True):
    """A file: `address` is a template; `kind` is None where the end of its name says it."""

    address: str
    kind: MediaKind | None = None
    alt: Text | None = None


class ShownCard(Part, frozen=True):
    """A card: `url` is a template."""

    title: Text
    text: Text | None = None
    image: ShownFile | None = None
    url: str | None = None
