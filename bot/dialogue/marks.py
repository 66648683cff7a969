"""Light Markdown as authors use it: taking the marks off, and keeping other people's text plain."""

import re

_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\[([^\[\]]+)\]\((\S+?)\)")
_SPANS = (
    re.compile(r"(?<!\*)\*\*(?!\s)(.+?)(?<!\s)\*\*(?!\*)", re.DOTALL),
    re.compile(r"(?<![\w_])__(?!\s)(.+?)(?<!\s)__(?![\w_])", re.DOTALL),
    re.compile(r"~~(?!\s)(.+?)(?<!\s)~~", re.DOTALL),
    re.compile(r"(?<!\*)\*(?!\s)([^*]+?)(?<!\s)\*(?!\*)", re.DOTALL),
    re.compile(r"(?<![\w_])_(?!\s)([^_]+?)(?<!\s)_(?![\w_])", re.DOTALL),
)
"""Strong before plain emphasis, so that the inner mark of two is not taken for the outer."""

_MARK = re.compile(r"[*_`\[~\\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SHIELDED = re.compile("[\ue000-\ue05e]")
_SHIELD = 0xE000
"""Private characters that stand for literal ones while marks are taken off, one for each of ASCII's
printable characters from `!`."""

_ACTIVE = re.compile(r"([\\`*_\[\]~<>|])|(?<![^\n])([#+-])(?=\s)")


def unmarked(markdown: str) -> str:
    """Return the text without its marks; a link keeps its address behind it in parentheses."""
    if not _MARK.search(markdown):
        return markdown
    text = _ESCAPED.sub(lambda found: _shield(found[1]), markdown)
    text = _CODE.sub(lambda found: _shield(found[2]), text)
    text = _LINK.sub(lambda found: _link(found[1], found[2]), text)
    for span in _SPANS:
        text = span.sub(r"\1", text)
    return _SHIELDED.sub(lambda found: chr(ord(found[0]) - _SHIELD + ord("!")), text)


def escaped(text: str) -> str:
    """Return Markdown that shows exactly `text`: nothing in it is a mark."""
    return _ACTIVE.sub(lambda found: "\\" + found[0], text)


def _shield(text: str) -> str:
    return "".join(
        chr(ord(character) - ord("!") + _SHIELD) if "!" <= character <= "~" else character
        for character in text
    )


def _link(label: str, address: str) -> str:
    shown = _shield(address)
    return shown if label == address else f"{label} ({shown})"
