"""YAML's syntax errors in plain words, at the place that a person must look at."""

import re

from yaml import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from bot.brand.faults import Fault, fault_at
from bot.brand.nodes import Document, Place
from bot.brand.slips import slip, where

_QUOTES = "Put the whole text in quotes."

_PROBLEMS = {
    "mapping values are not allowed": ('A ": " stands where none can be.', _QUOTES),
    "could not find expected ':'": (
        'This line is neither "key: value" nor "- item".',
        "Check the colon, and that a longer text is indented or in quotes.",
    ),
    "did not find expected ',' or '}'": (
        "This { is not closed by a }.",
        "Put a text that begins with { in quotes.",
    ),
    "did not find expected ',' or ']'": (
        "This [ is not closed by a ].",
        "Put a text that begins with [ in quotes.",
    ),
    "did not find expected key": (
        "This line does not fit the ones above it.",
        "Check its indentation, and the quotes before it.",
    ),
    "did not find expected '-' indicator": (
        "This line does not fit the list above it.",
        "Check its indentation.",
    ),
    "block sequence entries are not allowed": (
        "A list cannot begin here.",
        "Begin it on the next line, or put a text in quotes.",
    ),
    "found unexpected end of stream": ("This quote is never closed.", None),
    "found unexpected document indicator": ("This quote is never closed.", None),
    "found unknown escape character": (
        "A backslash in double quotes has a meaning of its own.",
        "Use single quotes.",
    ),
    "did not find expected alphabetic or numeric character": (
        "A text cannot begin with & or *.",
        _QUOTES,
    ),
    "did not find expected comment or line break": ("A text cannot begin with > or |.", _QUOTES),
    "mapping keys are not allowed": ("A text cannot begin with ?.", _QUOTES),
    "did not find expected node content": (
        "A value is missing here.",
        "Check the brackets and the commas, or put a text in quotes.",
    ),
    "did not find expected <document start>": ("This does not fit what stands above it.", None),
    "found a tab character": ("This line is indented with a tab.", "Use spaces."),
}

_UNPRINTABLE = "[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
"""What YAML 1.2 keeps out of its files; compiled where there is some of it, for it is large."""

_AT_CONTEXT = (
    *("flow mapping", "flow sequence", "quoted scalar", "simple key", "alias", "anchor"),
    "block scalar",
)
"""Here the beginning of what is broken says more than the place where the parser gave up."""


def syntax_fault(document: Document, error: YAMLError) -> Fault:
    """Return the fault that a parser's error stands for."""
    match error:
        case MarkedYAMLError():
            return _marked(document, error)
        case ReaderError():
            return _unprintable(document)
        case _:
            return fault_at(Place(document.file, 1, 1), "This file cannot be read as YAML.")


def _marked(document: Document, error: MarkedYAMLError) -> Fault:
    early = any(part in (error.context or "") for part in _AT_CONTEXT)
    mark = (error.context_mark if early else None) or error.problem_mark or error.context_mark
    if mark is None:
        return fault_at(Place(document.file, 1, 1), "This file cannot be read as YAML.")
    known = slip(where(document, mark.line, mark.column), error.problem or "")
    if known is not None:
        return known
    place = Place(document.file, mark.line + 1, mark.column + 1)
    message, hint = _words(document, error, mark.index)
    return fault_at(place, message, hint)


def _words(document: Document, error: MarkedYAMLError, index: int) -> tuple[str, str | None]:
    problem = error.problem or ""
    for known, words in _PROBLEMS.items():
        if known in problem:
            return words
    if "cannot start any token" in problem:
        return _bad_start(document.text[index : index + 1])
    return f"This cannot be read as YAML: {problem or error.context}.", None


def _bad_start(character: str) -> tuple[str, str]:
    if character == "\t":
        return "This line is indented with a tab.", "Use spaces."
    return f"A text cannot begin with {character}.", _QUOTES


def _unprintable(document: Document) -> Fault:
    found = re.search(_UNPRINTABLE, document.text)
    if found is None:
        return fault_at(Place(document.file, 1, 1), "There is an invisible character in this file.")
    message = f"There is an invisible character (U+{ord(found[0]):04X}) here."
    return fault_at(document.place(found.start()), message, "Delete it.")
