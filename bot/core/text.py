"""A text as its author wrote it, with its translations."""

from msgspec import Struct, field


class Text(Struct, frozen=True, gc=False):
    """One authored text: `original` is in the language of its file, and the msgid in catalogues.

    Both may hold `{expression}` parts and light Markdown.
    """

    original: str
    translations: dict[str, str] = field(default_factory=dict)

    def within(self, language: str) -> str:
        """Return the text in `language` (a tag such as `it` or `it-CH`), else the original."""
        if not self.translations:
            return self.original
        found = self.translations.get(language)
        if found is None:
            found = self.translations.get(language.partition("-")[0])
        return self.original if found is None else found
