"""How WhatsApp reads marks, at the edges of words: *bold*, _italic_, ~struck~, `code`."""

import re

_SPANS = [
    re.compile(rf"(?<![^\W_]){mark}(?=\S)([^{mark}\n]*[^{mark}\n\s]){mark}(?![^\W_])")
    for mark in (r"\*", "_", "~")
]
"""What stands between two marks, at the edges of words."""

_KEPT = re.compile(
    r"https?://\S+"
    r"|```(?P<block>.+?)```"
    r"|(?<![\w`])`(?![\s`])(?P<code>[^`\n]*[^`\n\s])`(?![\w`])",
    re.DOTALL,
)
"""Addresses and code, in which no sign is a mark."""

_ALIKE = str.maketrans({"\u2217": "*", "\u02cd": "_", "\u223c": "~", "\u02cb": "`", "\u203a": ">"})
"""Signs that look like marks and are none, and the marks that they look like."""


def shown(text: str) -> str:
    """Return what people read of a text: what stands between marks, without them."""
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts += [_without(text[at : kept.start()]), kept["block"] or kept["code"] or kept[0]]
        at = kept.end()
    return "".join([*parts, _without(text[at:])])


def _without(text: str) -> str:
    before = None
    while before != text:
        before = text
        for span in _SPANS:
            text = span.sub(r"\1", text)
    return text


def read_as_written(text: str) -> str:
    """Return what people take a text for that has signs which look like marks."""
    return text.translate(_ALIKE)
