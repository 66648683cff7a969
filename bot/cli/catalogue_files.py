"""The files behind `convivio translate`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from bot.brand.catalogue_writing import template_text, updated_text
from bot.brand.translated import Translated, needing, translated
from bot.brand.translations import called
from bot.brand.wording import counted
from bot.cli.json_text import print_json
from bot.cli.reading import reading_of
from bot.cli.refusal import Refusal, not_among
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import Reading


class _Texts(Struct, frozen=True):
    """A brand whose texts can be told, for it has no errors."""

    library: Library
    reading: Reading

    @property
    def project(self) -> str:
        return self.library.brand.title.original

    @property
    def translated(self) -> list[Translated]:
        reading = self.reading
        return translated(self.library.brand.languages, reading.texts, reading.catalogues)


def write_template(folder: Path, output: Path | None) -> str:
    """Write the template of all languages, and return what was done."""
    found = _texts(folder)
    file = folder / "locales" / "messages.pot" if output is None else output
    every = needing("", found.reading.texts)
    _write(file, template_text(found.project, every))
    return f"{file}: {counted(len(every), 'text')}."


def update_catalogues(folder: Path, languages: Sequence[str]) -> Iterator[str]:
    """Bring catalogues up to date, and yield a line for each.

    Args:
        folder: the brand's.
        languages: which; none for all that some text is not written in.
    """
    found = _texts(folder)
    for language in _chosen(found, languages):
        file = folder / "locales" / f"{language}.po"
        texts = needing(language, found.reading.texts)
        present = file.read_text(encoding="utf-8-sig") if file.exists() else None
        updated = updated_text(language, present, found.project, texts)
        if updated != present:
            _write(file, updated)
    yield from map(_line, _texts(folder).translated)


def show_translated(folder: Path, *, as_json: bool) -> bool:
    """Tell how far each language is, and return whether every text is translated."""
    states = _texts(folder).translated
    if as_json:
        print_json({"languages": [_as_json(one) for one in states]})
    else:
        for one in states:
            for fault in one.faults():
                click.echo(str(fault))
        for one in states:
            click.echo(_line(one), err=True)
    return all(one.done == one.wanted for one in states)


def _texts(folder: Path) -> _Texts:
    reading = reading_of(folder)
    assert reading.library is not None
    return _Texts(reading.library, reading)


def _chosen(found: _Texts, asked: Sequence[str]) -> Sequence[str]:
    languages = found.library.brand.languages
    for one in asked:
        if one not in languages:
            raise not_among(f"The brand does not speak {one!r}.", one, languages)
    chosen = [one.language for one in found.translated if not asked or one.language in asked]
    if not chosen:
        raise Refusal("There is nothing to translate: name a second language in brand.yaml.")
    return chosen


def _line(state: Translated) -> str:
    parts = [f"{state.done} of {counted(state.wanted, 'text')} translated"]
    if state.missing:
        parts.append(f"{len(state.missing)} missing")
    if state.fuzzy:
        parts.append(f"{len(state.fuzzy)} to look at again")
    if state.unused:
        parts.append(f"{len(state.unused)} no longer needed")
    return f"{called(state.language)}: {', '.join(parts)}."


def _as_json(state: Translated) -> dict[str, object]:
    return {
        "language": state.language,
        "texts": state.wanted,
        "translated": state.done,
        "missing": len(state.missing),
        "fuzzy": len(state.fuzzy),
        "unused": len(state.unused),
        "faults": [fault.as_json() for fault in state.faults()],
    }


def _write(file: Path, text: str) -> None:
    """Replace a file as a whole: a translator's work is never half there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
