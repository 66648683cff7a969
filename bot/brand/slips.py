"""What an author most probably did, where YAML itself can only say that it cannot go on."""

from msgspec import Struct

from bot.brand.faults import Fault
from bot.brand.nodes import Document
from bot.core.lazy_pattern import lazy_pattern

_KEY_LINE = lazy_pattern(r"(\s*(?:- )*)([\w.]+):(?:\s|$)")
_TEXT_LINE = lazy_pattern(r"(\s*(?:- )*)([A-Za-z_]+)((?: \S+)*)\s*")
_VARIABLE = lazy_pattern(r"(?<![\w\"'])\$\{\w+\}")
_CURLY_VALUE = lazy_pattern(r"(?:- )*[\w.]+: [\u201c\u201d\u2018\u2019\u00ab]")
_ELSE_IF = lazy_pattern(r"\s*(?=(?:else if|elseif|elsif)\b)")
_CONDITIONS = frozenset({"if", "match", "while", "until", "where"})
"""Keys that hold an expression, which is written without braces."""


class Where(Struct, frozen=True):
    """The lines around the place where a file cannot be read on.

    `line` counts from 1, `column` from 0; `above` is the last line before it that is not blank.
    """

    document: Document
    line: int
    column: int
    here: str
    above: str
    above_line: int

    def fault(self, message: str, hint: str, column: int | None = None) -> Fault:
        """Return a fault in this line."""
        at = self.column if column is None else column
        return Fault(self.document.file, self.line, at + 1, message, hint=hint)


def where(document: Document, line: int, column: int) -> Where:
    """Return what stands around a place; `line` and `column` count from 0."""
    lines = document.text.split("\n")
    number = next((one for one in range(line - 1, -1, -1) if lines[one].strip()), -1)
    above = lines[number] if number >= 0 else ""
    here = lines[line] if line < len(lines) else ""
    return Where(document, line + 1, column, here, above, number + 1)


def slip(found: Where, problem: str) -> Fault | None:
    """Return the fault that explains the parser's problem better than its own words."""
    if (otherwise := _ELSE_IF.match(found.above)) is not None:
        place = (found.document.file, found.above_line, otherwise.end() + 1)
        hint = 'Write "elif:", and below it a list of "if" with "then".'
        return Fault(*place, 'There is no "else if".', hint=hint)
    variable = _VARIABLE.search(found.here)
    if variable is not None and "{" in found.here[: variable.start()]:
        hint = f'Write "{variable[0]}".'
        return found.fault("A ${…} inside { } needs quotes.", hint, variable.start())
    if "mapping values are not allowed" in problem:
        return _colon(found)
    if "expected key" in problem or "expected '-'" in problem:
        return _after_value(found)
    return None


def _colon(found: Where) -> Fault | None:
    """Explain a ": " that cannot be: a line too far in, or one above that lacks its own."""
    key = _KEY_LINE.match(found.here)
    if key is None or found.column >= key.end():
        if _CURLY_VALUE.match(found.here.strip()):
            hint = "Put straight quotes (') around the whole text: curly ones are part of it."
            return found.fault('A ": " stands where none can be.', hint)
        return None
    above, text = _KEY_LINE.match(found.above), _TEXT_LINE.fullmatch(found.above)
    if above is not None and len(key[1]) > len(above[1]):
        message = "This line is indented further than the one above, and read as part of its text."
        hint = f'Line "{key[2]}" up with "{above[2]}" above it.'
        return found.fault(message, hint, len(key[1]))
    if text is not None and text[1] == key[1]:
        hint = f'Write "{text[2]}:{text[3]}".'
        place = (found.document.file, found.above_line, len(text[1]) + 1)
        return Fault(*place, f'There is no colon after "{text[2]}".', hint=hint)
    return None


def _after_value(found: Where) -> Fault | None:
    """Explain a value that ends before its line does, by the sign that ends it."""
    before = found.here[: found.column].rstrip()
    key = _KEY_LINE.match(found.here)
    hints = {
        "'": "Put double quotes around a text that holds an apostrophe or single ones.",
        '"': "Put single quotes around a text that holds double ones.",
        "}": "Put the whole text in quotes.",
        "]": "Put the whole text in quotes.",
    }
    hint = hints.get(before[-1:])
    if hint is None:
        return None
    if before.endswith("}") and key is not None and key[2] in _CONDITIONS:
        hint = "Write the expression without braces."
    return found.fault("The value ends here, and the line goes on.", hint)
