"""A picture as SVG, laid out by Graphviz, which the library brings with it."""

from html import escape
from typing import assert_never

import pygraphviz

from bot.dialogue.picture.picture import Picture, Shape

Look = dict[str, str]

_PAPER: Look = {"bgcolor": "white", "rankdir": "TB", "nodesep": "0.3", "ranksep": "0.35"}
_BOX: Look = {"fontname": "sans-serif", "fontsize": "11", "color": "#475569", "style": "filled"}
_WAY: Look = {"fontname": "sans-serif", "fontsize": "10", "color": "#475569"}


def svg(picture: Picture) -> str:
    """Return the picture as the text of an SVG file."""
    graph = pygraphviz.AGraph(directed=True, strict=False, **_PAPER)
    for box in picture.boxes:
        graph.add_node(box.name, label=_written(box.text), **(_BOX | _look(box.shape)))
    for way in picture.ways:
        graph.add_edge(way.start, way.to, label=_written(way.when), **_WAY)
    drawn: bytes = graph.draw(format="svg", prog="dot")
    return drawn.decode()


def _look(shape: Shape) -> Look:  # noqa: PLR0911 - one for each shape
    match shape:
        case "start":
            return {"shape": "box", "style": "rounded,filled", "fillcolor": "#e2e8f0"}
        case "says":
            return {"shape": "box", "style": "rounded,filled", "fillcolor": "#ffffff"}
        case "asks":
            return {"shape": "box", "fillcolor": "#dbeafe"}
        case "decides":
            return {"shape": "diamond", "fillcolor": "#fef9c3"}
        case "does":
            return {"shape": "box", "fillcolor": "#f1f5f9"}
        case "waits":
            return {"shape": "hexagon", "fillcolor": "#ede9fe"}
        case "leads":
            return {"shape": "component", "fillcolor": "#dcfce7"}
        case "end":
            return {"shape": "circle", "fillcolor": "#e2e8f0"}
        case _:
            assert_never(shape)


def _written(text: str) -> str:
    r"""Return a text as a label: Graphviz reads entities, and `\` begins its own signs."""
    return escape(text).replace("\\", "&#92;").replace("\n", r"\n")
