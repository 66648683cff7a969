"""How long a text is in the units that platforms count, and how a label is cut to a length."""

from collections.abc import Iterator
from typing import Literal, assert_never

from bot.core.clusters import clusters

TextUnit = Literal["characters", "utf16", "bytes"]
"""What a platform counts: Unicode code points, UTF-16 units (Telegram), or UTF-8 bytes."""

ELLIPSIS = "…"


def size(text: str, unit: TextUnit) -> int:
    """Return the length of a text in a platform's unit."""
    if unit == "characters" or text.isascii():
        return len(text)
    match unit:
        case "utf16":
            return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
        case "bytes":
            return len(text.encode(errors="surrogatepass"))
        case _:
            assert_never(unit)


def shortened(text: str, limit: int, unit: TextUnit) -> str:
    """Return as much of a text as fits, with … at its end where something is missing."""
    if size(text, unit) <= limit:
        return text
    return "".join(_beginning(text, limit - size(ELLIPSIS, unit), unit)).rstrip() + ELLIPSIS


def _beginning(text: str, limit: int, unit: TextUnit) -> Iterator[str]:
    for cluster in clusters(text):
        limit -= size(cluster, unit)
        if limit < 0:
            return
        yield cluster
