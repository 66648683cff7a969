"""What a feed says, as plain text of bounded length: pure."""

from html.parser import HTMLParser
from unicodedata import category

from bot.core.clusters import clusters

_MOST_READ = 20_000
"""Characters of HTML that are looked at: what is shown of it is a small part of that."""

_UNSEEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg"})
_RUNNING = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "small"}
    | {"script", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)
"""Elements inside a line; all others part what stands before them from what comes after."""

_UNKEPT = frozenset({"Cc", "Cs"})


class _Words(HTMLParser):
    """Gathers the text that a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._unseen.append(tag)
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)

    def _part(self, tag: str) -> None:
        if tag not in _RUNNING:
            self.parts.append(" ")


def text_of_html(html: str) -> str:
    """Return what a reader would see of a piece of HTML, without its markup, in one line."""
    words = _Words()
    words.feed(html[:_MOST_READ])
    if len(html) <= _MOST_READ:
        words.close()
    return in_one_line("".join(words.parts))


def in_one_line(text: str) -> str:
    """Return a text with single spaces, without control characters and lone surrogates."""
    kept = [sign if category(sign) not in _UNKEPT else " " for sign in text]
    return " ".join("".join(kept).split())


def shortened(text: str, most: int) -> str:
    """Return at most that many characters of a text, cut between words where there are any."""
    if len(text) <= most:
        return text
    kept, size = [], 0
    for cluster in clusters(text[: most + 1]):
        size += len(cluster)
        if size >= most:  # room for the sign that says that there is more
            break
        kept.append(cluster)
    start = "".join(kept)
    whole, space, _ = start.rpartition(" ")
    return (whole if space and len(whole) > most // 2 else start).rstrip() + "…"
