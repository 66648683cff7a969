"""From the source of an expression to its syntax tree, with plain words for what cannot be read."""

import ast
import re
import warnings

from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.expressions.problems import Problem

LONGEST_SOURCE = 1_000
"""Characters of one expression: far more than a sentence that a person can check by eye."""

_SLIPS = (
    (lazy_pattern("[\u2018\u2019\u201c\u201d]"), "Use straight quotes: ' or \"."),
    (lazy_pattern(r"==="), 'Write "==".'),
    (lazy_pattern(r"!==|<>"), 'Write "!=".'),
    (lazy_pattern(r"&&|\bAND\b"), 'Write "and".'),
    (lazy_pattern(r"\|\||\bOR\b"), 'Write "or".'),
    (lazy_pattern(r"(?<![=!<>])=(?!=)"), 'To compare, write "==".'),
    (lazy_pattern(r"!(?!=)|\bNOT\b"), 'Write "not".'),
    (lazy_pattern(r"\b(?:is )?(?:equals?|equal to)\b"), 'To compare, write "==".'),
    (lazy_pattern(r"\?"), 'Write "a if condition else b".'),
    (lazy_pattern(r"[{}]"), "Write the expression without braces here."),
)
"""What people write who know other languages, or whose editor is too clever."""

_QUOTED = lazy_pattern(r"'[^']*'|\"[^\"]*\"")


class Refused(Exception):  # noqa: N818  # what an author wrote is a diagnostic, not an error
    """The source is not an expression of this language; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def tree_of(source: str) -> ast.expr:
    """Return the syntax tree of `source`, which may stand on several lines.

    Raises:
        Refused: it cannot be read as an expression.
    """
    if len(source) > LONGEST_SOURCE:
        raise Refused(Problem(0, f"This expression is longer than {LONGEST_SOURCE} characters."))
    if not source.strip():
        raise Refused(Problem(0, "There is nothing in the expression."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on style is not for our authors
            return ast.parse(_one_line(source), mode="eval").body
    except SyntaxError:
        raise Refused(_misread(source)) from None
    except (ValueError, RecursionError, MemoryError):
        raise Refused(Problem(0, "This expression cannot be read.")) from None


def offset_of(source: str, node: ast.expr) -> int:
    """Return where in `source` a node of its tree starts, in characters (Python counts bytes)."""
    lead = len(source) - len(source.lstrip())
    return lead + len(_one_line(source).encode()[: node.col_offset].decode(errors="ignore"))


def _one_line(source: str) -> str:
    return re.sub(r"\s", " ", source).strip()


def _misread(source: str) -> Problem:
    outside = _QUOTED.sub(lambda found: "_" * len(found[0]), source)
    for slip, hint in _SLIPS:
        if found := slip.search(outside):
            return Problem(found.start(), f"{quoted(source)} cannot be read.", hint)
    return Problem(0, f"{quoted(source)} cannot be read as an expression.")
