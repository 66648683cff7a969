"""The MarkdownV2 parse mode, as strictly as the platform reads it (Bot API: MarkdownV2 style)."""

import re

from sandbox.telegram.objects import MessageEntity
from sandbox.telegram.refusals import RefusedError, bad_request
from sandbox.telegram.utf16 import utf16_length

RESERVED = "_*[]()~`>#+-=|{}.!"
"""Bot API, MarkdownV2 style: these must be escaped everywhere outside of entities."""

_MARKS = {"*": "bold", "__": "underline", "_": "italic", "~": "strikethrough", "||": "spoiler"}
_WORDS = {
    "bold": "Bold",
    "underline": "Underline",
    "italic": "Italic",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "text_link": "TextUrl",
    "code": "Code",
    "pre": "Pre",
}
_FENCE = re.compile(r"```(?:(?P<language>[^\s`]+)\n)?\n?(?P<code>(?:\\.|[^\\`])*)```", re.DOTALL)
_CODE = re.compile(r"`(?P<code>(?:\\.|[^\\`])*)`", re.DOTALL)
_ADDRESS = re.compile(r"\]\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_ESCAPE = re.compile(r"\\([\x01-\x7e])", re.DOTALL)


class _Reader:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._plain: list[str] = []
        self._units = 0
        self._open: list[tuple[str, int, int]] = []
        """Kinds that wait for their end, where they begin in UTF-16 units, and in the source."""
        self._entities: list[MessageEntity] = []

    def read(self) -> tuple[str, list[MessageEntity]]:
        while self._position < len(self._text):
            self._step()
        if self._open:
            kind, _, position = self._open[-1]
            raise self._endless(kind, position)
        return "".join(self._plain), self._entities

    def _step(self) -> None:
        text, here = self._text, self._position
        character = text[here]
        if character == "\\" and text[here + 1 : here + 2].isascii() and here + 1 < len(text):
            self._write(text[here + 1], 2)
        elif character == "`":
            self._code()
        elif mark := self._mark():
            self._toggle(_MARKS[mark], len(mark))
        elif character == "[":
            self._open.append(("text_link", self._units, here))
            self._position += 1
        elif character == "]" and any(kind == "text_link" for kind, _, _ in self._open):
            self._link()
        elif character == ">" and (here == 0 or text[here - 1] == "\n"):
            self._quote()
        elif character in RESERVED:
            raise _unparsable(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._write(character, 1)

    def _write(self, plain: str, taken: int) -> None:
        self._plain.append(plain)
        self._units += utf16_length(plain)
        self._position += taken

    def _mark(self) -> str | None:
        """Return the mark that stands here: two underscores are one mark."""
        return next((mark for mark in _MARKS if self._text.startswith(mark, self._position)), None)

    def _toggle(self, kind: str, taken: int) -> None:
        if self._open and self._open[-1][0] == kind:
            self._close(kind)
        elif any(waiting == kind for waiting, _, _ in self._open):
            waiting, _, position = self._open[-1]
            raise self._endless(waiting, position)
        else:
            self._open.append((kind, self._units, self._position))
        self._position += taken

    def _close(self, kind: str, url: str | None = None) -> None:
        _, offset, _ = self._open.pop()
        if self._units > offset:
            self._entities.append(MessageEntity(kind, offset, self._units - offset, url=url))

    def _code(self) -> None:
        is_fence = self._text.startswith("```", self._position)
        match = (_FENCE if is_fence else _CODE).match(self._text, self._position)
        kind = "pre" if is_fence else "code"
        if match is None:
            raise self._endless(kind, self._position)
        language = match.group("language") if is_fence else None
        offset = self._units
        self._write(_ESCAPE.sub(r"\1", match.group("code")), 0)
        self._position = match.end()
        if self._units > offset:
            length = self._units - offset
            self._entities.append(MessageEntity(kind, offset, length, language=language))

    def _link(self) -> None:
        kind, _, position = self._open[-1]
        match = _ADDRESS.match(self._text, self._position)
        if kind != "text_link" or match is None:
            raise self._endless(kind, position)
        self._close("text_link", _ESCAPE.sub(r"\1", match.group(1)))
        self._position = match.end()

    def _quote(self) -> None:
        """Read a quoted line: quoted lines that follow one another are one quotation."""
        self._position += 1
        lines = self._text[self._position :].split("\n")
        quoted = [lines[0]]
        for line in lines[1:]:
            if not line.startswith(">"):
                break
            quoted.append(line[1:])
        plain, entities = _Reader("\n".join(quoted)).read()
        offset = self._units
        self._entities += [_moved(entity, offset) for entity in entities]
        self._write(plain, sum(len(line) + 2 for line in quoted) - 2)
        self._entities.append(MessageEntity("blockquote", offset, self._units - offset))

    def _endless(self, kind: str, position: int) -> RefusedError:
        where = len(self._text[:position].encode())
        return _unparsable(f"Can't find end of {_WORDS[kind]} entity at byte offset {where}")


def parse_markdown(text: str) -> tuple[str, list[MessageEntity]]:
    """Return the plain text of a MarkdownV2 text and its entities.

    Raises:
        RefusedError: a reserved character stands for itself, or a mark has no other half.
    """
    return _Reader(text).read()


def _moved(entity: MessageEntity, offset: int) -> MessageEntity:
    return MessageEntity(
        entity.type, entity.offset + offset, entity.length, entity.url, language=entity.language
    )


def _unparsable(words: str) -> RefusedError:
    return bad_request(f"can't parse entities: {words}")
