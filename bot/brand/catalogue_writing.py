"""Writing the catalogues that translators work in: the template, and each language's file.

Babel writes them and finds what a changed text was before; what counts when a brand is read is
decided in `bot.brand.catalogues`.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from bot.brand.translations import WrittenText

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

PROGRAM_FORMATS = frozenset({"python-format", "python-brace-format"})
"""What Babel takes a text with % or {} for: ours are neither, and tools would complain of them."""

UNSAID = (
    *("POT-Creation-Date", "YEAR-MO-DA", "Generated-By", " VERSION\\n"),
    *("EMAIL@ADDRESS", "LL@li.org"),
)
"""What Babel writes into a header that nobody has filled in: each would be a difference to read."""


def template_text(project: str, texts: Sequence[WrittenText]) -> str:
    """Return the template of all languages: every text with where it stands.

    Args:
        project: what the brand is called.
        texts: in the order of their files.
    """
    return _written(_template(project, texts))


def updated_text(
    language: str, present: str | None, project: str, texts: Sequence[WrittenText]
) -> str:
    """Return the catalogue of a language with the texts as they are now.

    Translations are kept. One of a text that has changed a little is kept as fuzzy, to be looked
    at again; one whose text is gone stays as a comment.

    Args:
        language: what it translates into.
        present: the file as it is, None where there is none yet. It has to be readable.
        project: what the brand is called.
        texts: those that need this language.
    """
    from babel.messages.pofile import read_po  # noqa: PLC0415 - dear, and only needed here

    locale = language.replace("-", "_")
    template = _template(project, texts)
    if present is None:
        template.locale = locale
        return _written(template)
    catalogue = read_po(BytesIO(present.encode()), locale=locale, charset="utf-8")
    catalogue.update(template)
    for key in [key for key, one in catalogue.obsolete.items() if not one.string]:
        del catalogue.obsolete[key]  # nobody's work is lost: it was never translated
    return _written(catalogue)


def _template(project: str, texts: Sequence[WrittenText]) -> "Catalog":
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - dear, and only needed here

    catalogue = Catalog(project=project, fuzzy=False, charset="utf-8")
    catalogue.header_comment = f"# The texts of {project}."
    for one in texts:
        catalogue.add(one.text, locations=[(place.file, place.line) for place in one.places])
    return catalogue


def _written(catalogue: "Catalog") -> str:
    from babel.messages.pofile import write_po  # noqa: PLC0415 - dear, and only needed here

    for message in (*catalogue, *catalogue.obsolete.values()):
        message.flags -= PROGRAM_FORMATS
    file = BytesIO()
    write_po(file, catalogue, width=0, include_previous=True)
    header, end, rest = file.getvalue().decode().partition("\n\n")
    said = (line for line in header.split("\n") if not any(one in line for one in UNSAID))
    return "\n".join(said) + end + rest
