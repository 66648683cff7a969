"""The pictures behind `convivio draw`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click
from msgspec import Struct

from bot.cli.reading import library_of
from bot.cli.refusal import Refusal, not_among, wrong_use
from bot.dialogue.picture.drawing import picture_of
from bot.dialogue.picture.mermaid import mermaid
from bot.dialogue.picture.picture import Picture
from bot.dialogue.publishing.library import Library


class Drawing(Struct, frozen=True):
    """One dialogue drawn: the name of its file, and what is in it."""

    dialogue: str
    file: str
    content: str


def drawings_of(folder: Path, names: Sequence[str], form: str) -> Sequence[Drawing]:
    """Return dialogues as drawn; a name that the brand does not have is wrong use.

    Args:
        folder: the brand's.
        names: which dialogues; none for all.
        form: mermaid or svg.
    """
    library = library_of(folder)
    ending, draw = _FORMS[form]
    return [
        Drawing(name, f"{name}.{ending}", draw(picture_of(library.dialogues[name])))
        for name in _chosen(library, names)
    ]


def show(drawings: Sequence[Drawing], form: str) -> None:
    """Write drawings to the terminal: several only where they are text, each under its name."""
    if form == "svg" and len(drawings) > 1:
        raise wrong_use("Name one dialogue, or the folder for all with --output.")
    for drawing in drawings:
        if len(drawings) > 1:
            click.echo(f"%% {drawing.dialogue}")
        click.echo(drawing.content)


def keep(drawings: Sequence[Drawing], output: Path) -> None:
    """Write each drawing into a file of its own, and say so."""
    output.mkdir(parents=True, exist_ok=True)
    for drawing in drawings:
        file = output / drawing.file
        file.write_text(drawing.content, encoding="utf-8")
        click.echo(str(file))


def _chosen(library: Library, names: Sequence[str]) -> Sequence[str]:
    known = library.dialogues
    for name in names:
        if name not in known:
            raise not_among(f"The brand has no dialogue {name!r}.", name, sorted(known))
        if name in library.python:
            raise wrong_use(f"The way of {name!r} is in its Python code, and cannot be drawn.")
    return names or sorted(known.keys() - library.python.keys())


def _svg(picture: Picture) -> str:
    try:
        from bot.cli.drawing_svg import svg  # noqa: PLC0415 - an extra that not everybody has
    except ImportError:
        message = "Pictures as SVG need a library more: pip install 'convivio[draw]'."
        raise Refusal(f"{message} Or draw with --format mermaid.") from None
    return svg(picture)


_FORMS: Mapping[str, tuple[str, Callable[[Picture], str]]] = {
    "mermaid": ("mmd", mermaid),
    "svg": ("svg", _svg),
}
