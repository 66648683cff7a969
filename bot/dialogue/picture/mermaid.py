"""A picture as the text of a Mermaid flowchart, which many editors and sites draw themselves.

The syntax is that of https://mermaid.js.org/syntax/flowchart.html.
"""

from typing import assert_never

from bot.dialogue.picture.picture import Box, Picture, Shape, Way


def mermaid(picture: Picture) -> str:
    """Return the flowchart of a picture."""
    lines = ["flowchart TD", *map(_box, picture.boxes), *map(_way, picture.ways)]
    return "\n    ".join(lines) + "\n"


def _box(box: Box) -> str:
    opening, closing = _edges(box.shape)
    return f'{box.name}{opening}"{_written(box.text)}"{closing}'


def _way(way: Way) -> str:
    when = f'|"{_written(way.when)}"|' if way.when else ""
    return f"{way.start} -->{when} {way.to}"


def _edges(shape: Shape) -> tuple[str, str]:  # noqa: PLR0911 - one for each shape
    match shape:
        case "start":
            return "([", "])"
        case "says":
            return "(", ")"
        case "asks":
            return "[/", "/]"
        case "decides":
            return "{", "}"
        case "does":
            return "[", "]"
        case "waits":
            return "{{", "}}"
        case "leads":
            return "[[", "]]"
        case "end":
            return "((", "))"
        case _:
            assert_never(shape)


def _written(text: str) -> str:
    """Return a text as it stands between quotes: signs that mean something go by their number."""
    return "".join(map(_sign, text))


def _sign(sign: str) -> str:
    if sign == "\n":
        return "<br>"
    return f"#{ord(sign)};" if sign in _MEANING else sign


_MEANING = frozenset('"#<>&`\\*_[]{}()|;')
"""What Mermaid, Markdown or HTML would read as more than a sign."""
