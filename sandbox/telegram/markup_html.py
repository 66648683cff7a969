"""The HTML parse mode, as strictly as the platform reads it (Bot API: HTML style)."""

import html
import re

from sandbox.telegram.objects import MessageEntity
from sandbox.telegram.people_objects import User
from sandbox.telegram.refusals import RefusedError, bad_request
from sandbox.telegram.utf16 import utf16_length

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)?([^<>]*)(>?)")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_REFERENCE = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,8}|lt|gt|amp|quot);")
"""All numerical references, and of the named ones only these (Bot API: HTML style)."""

_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")


class _Open:
    """A tag that waits for its end; `offset` in UTF-16 units of the plain text."""

    def __init__(self, name: str, attributes: dict[str, str], offset: int) -> None:
        self.name = name
        self.attributes = attributes
        self.offset = offset


class _Reader:
    """Reads one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[MessageEntity] = []

    def read(self) -> tuple[str, list[MessageEntity]]:
        position = 0
        while (start := self._text.find("<", position)) >= 0:
            self._write(self._text[position:start])
            position = self._tag(start)
        self._write(self._text[position:])
        if self._open:
            name = self._open[-1].name
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{name}"')
        return "".join(self._plain), self._entities

    def _write(self, raw: str) -> None:
        plain = _REFERENCE.sub(lambda match: html.unescape(match.group()), raw)
        self._plain.append(plain)
        self._units += utf16_length(plain)

    def _tag(self, start: int) -> int:
        """Read the tag that begins here, and return where it ends."""
        match = _TAG.match(self._text, start)
        where = f"at byte offset {len(self._text[:start].encode())}"
        if match is None or not (match.group(1) or match.group(2)):
            raise _unparsable(f'Unsupported start tag "" {where}')
        slash, name, rest, closed = match.groups()
        name = (name or "").lower()
        if not closed:
            raise _unparsable(f"Unclosed {'end' if slash else 'start'} tag {where}")
        if slash:
            self._end(name, where)
        else:
            self._start(name, rest, where)
        return match.end()

    def _start(self, name: str, rest: str, where: str) -> None:
        if name not in _KINDS:
            raise _unparsable(f'Unsupported start tag "{name}" {where}')
        attributes = {
            found[0].lower(): html.unescape(found[1] or found[2] or found[3])
            for found in _ATTRIBUTE.findall(rest)
        }
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" {where}')
        self._open.append(_Open(name, attributes, self._units))

    def _end(self, name: str, where: str) -> None:
        if not self._open:
            raise _unparsable(f"Unexpected end tag {where}")
        tag = self._open.pop()
        if name and name != tag.name:
            expected = f'expected "</{tag.name}>", found "</{name}>"'
            raise _unparsable(f"Unmatched end tag {where}, {expected}")
        length = self._units - tag.offset
        if length > 0:
            self._entities.extend(_entity(tag, length, self._shown(tag.offset)))

    def _shown(self, offset: int) -> str:
        encoded = "".join(self._plain).encode("utf-16-le", "surrogatepass")
        return encoded[offset * 2 :].decode("utf-16-le", "surrogatepass")


def parse_html(text: str) -> tuple[str, list[MessageEntity]]:
    """Return the plain text of an HTML text and its entities.

    Raises:
        RefusedError: there is a tag that the platform does not know, or one without its other half.
    """
    return _Reader(text).read()


def _entity(tag: _Open, length: int, shown: str) -> list[MessageEntity]:
    kind = _KINDS[tag.name]
    match kind:
        case "text_link":
            return _link(tag, length, shown)
        case "blockquote" if "expandable" in tag.attributes:
            return [MessageEntity("expandable_blockquote", tag.offset, length)]
        case "custom_emoji":
            emoji = tag.attributes.get("emoji-id", "")
            return [MessageEntity(kind, tag.offset, length, custom_emoji_id=emoji)]
        case "code" | "pre":
            language = tag.attributes.get("class", "").removeprefix("language-") or None
            return [MessageEntity(kind, tag.offset, length, language=language)]
        case _:
            return [MessageEntity(kind, tag.offset, length)]


def _link(tag: _Open, length: int, shown: str) -> list[MessageEntity]:
    """Return a link: without an address its text is one, and a bad address makes none."""
    url = tag.attributes.get("href") or shown
    if user := _USER_LINK.match(url):
        person = User(id=int(user.group(1)), is_bot=False, first_name="")
        return [MessageEntity("text_mention", tag.offset, length, user=person)]
    if "." not in url and "://" not in url:
        return []
    return [MessageEntity("text_link", tag.offset, length, url=url)]


def _unparsable(words: str) -> RefusedError:
    return bad_request(f"can't parse entities: {words}")
