"""Files and cards beside a text."""

from bot.core.content import MediaKind
from bot.dialogue import program
from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import text_of
from bot.dialogue.steps import ShownCard, ShownFile


def files_of(code: Code, files: tuple[ShownFile, ...] | None) -> tuple[program.ShownFile, ...]:
    """Return the files that a step shows."""
    return tuple(_file(code, one) for one in files or ())


def card_of(code: Code, card: ShownCard | None) -> program.ShownCard | None:
    """Return the card of a step."""
    if card is None:
        return None
    return program.ShownCard(
        code.translate(card.title),
        None if card.text is None else code.translate(card.text),
        None if card.image is None else _file(code, card.image, "image"),
        text_of(card.url),
    )


def _file(code: Code, shown: ShownFile, usual: MediaKind | None = None) -> program.ShownFile:
    kind = usual
    if shown.kind is not None:
        kind = shown.kind.text  # type: ignore[assignment]  # its definition admits these
    alt = None if shown.alt is None else code.translate(shown.alt)
    return program.ShownFile(shown.file.text, kind, alt)
