"""What is said."""

from bot.core.text import Text
from bot.dialogue.program.part import Part
from bot.dialogue.program.showing import ShownCard, ShownFile


class SayButton(Part, frozen=True):
    """A button under something said: exactly one of the four targets is set.

    `run` calls a dialogue, `go` replaces the running one, `url` opens a page, and `say` answers
    with a text.
    """

    label: Text
    run: str | None = None
    go: str | None = None
    url: str | None = None
    say: Text | None = None


class Say(Part, frozen=True, tag="say"):
    """Send one of the variants; which one is stable per person."""

    path: str
    variants: tuple[Text, ...]
    buttons: tuple[SayButton, ...] = ()
    media: tuple[ShownFile, ...] = ()
    card: ShownCard | None = None
