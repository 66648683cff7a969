"""Texts with `{expressions}` in them: parsed once per process, filled in for each person.

Only what an author wrote is a template, and only the author's marks are Markdown: what is filled in
is shown as it stands, whatever it looks like. `{{` and `}}` write braces.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct

from bot.core.lazy_pattern import lazy_pattern
from bot.core.markup import escaped, unmarked
from bot.core.values import Value
from bot.dialogue.expressions.display import plain, shown
from bot.dialogue.expressions.expression import Budget, Operand, Scope, evaluate, operand, parsed
from bot.dialogue.expressions.problems import Problem
from bot.dialogue.expressions.scope import ExpressionError

_REMEMBERED = 16_384
"""Parsed texts kept: several brands of hundreds of dialogues."""

_TOKEN = lazy_pattern(r"\{\{|\}\}|\{|\}")
_QUOTE_OR_END = lazy_pattern(r"'[^']*'|\"[^\"]*\"|[{}]")
_HOLE = "\ufdd0"
"""Stands for what is filled in while marks are taken off; no text may hold this noncharacter."""


class Rendered(Struct, frozen=True):
    """A text as it is sent: `text` is plain, `markdown` the same with its author's marks.

    `incidents` says, without any person's words, which expressions could not be computed; they
    show as nothing.
    """

    text: str
    markdown: str
    incidents: tuple[str, ...] = ()


class Hole(Struct, frozen=True):
    """An expression in a text; `offset` is where its source starts."""

    source: str
    offset: int


class Template(Struct, frozen=True):
    """A parsed text: literal parts around the holes, always one more than these."""

    holes: tuple[Hole, ...]
    literals: tuple[str, ...]
    plain_literals: tuple[str, ...]
    problems: tuple[Problem, ...]
    constant: Rendered | None


@lru_cache(maxsize=_REMEMBERED)
def parsed_template(source: str) -> Template:
    """Return the template that `source` is, with all that is wrong with its braces."""
    pieces = list(_pieces(source.replace(_HOLE, "").rstrip()))
    problems = tuple(piece for piece in pieces if isinstance(piece, Problem))
    holes = tuple(piece for piece in pieces if isinstance(piece, Hole))
    whole = "".join(_literal(piece) for piece in pieces)
    literals, plain_literals = whole.split(_HOLE), unmarked(whole).split(_HOLE)
    constant = None if holes else Rendered(plain_literals[0], literals[0])
    return Template(holes, tuple(literals), tuple(plain_literals), problems, constant)


def render(source: str, scope: Scope, budget: Budget) -> Rendered:
    """Return the text filled in for one person.

    An expression that cannot be computed shows as nothing and is named among the incidents.

    Args:
        source: the text as its author, or its translator, wrote it.
        scope: the names that its expressions may use, and whose language they are shown in.
        budget: what the turn may still do; it is charged.
    """
    template = parsed_template(source)
    if template.constant is not None:
        return template.constant
    incidents: list[str] = []
    values = [_shown(hole, scope, budget, incidents) for hole in template.holes]
    return Rendered(
        _filled(template.plain_literals, values),
        _filled(template.literals, [escaped(value) for value in values]),
        tuple(incidents),
    )


def resolve(value: Value, scope: Scope, budget: Budget) -> Value:
    """Return an authored value, as in `set` and `with`, with its expressions computed.

    A text that is exactly one `{expression}` keeps the type of what it gives; in any other text
    values stand as data, not in a person's language.

    Raises:
        ExpressionError: an expression cannot be computed with these values.
    """
    match value:
        case str():
            return _resolved(value, scope, budget)
        case list():
            return [resolve(item, scope, budget) for item in value]
        case dict():
            return {key: resolve(item, scope, budget) for key, item in value.items()}
        case _:
            return value


def check_template(source: str, check: Callable[[str], list[Problem]]) -> list[Problem]:
    """Return all that is wrong with a text.

    Args:
        source: the text as it was written.
        check: says what is wrong with the source of one expression.
    """
    if _TOKEN.search(source) is None:
        return []  # most texts; a large brand has more of them than are remembered
    template = parsed_template(source)
    inside = [
        problem.moved(hole.offset) for hole in template.holes for problem in check(hole.source)
    ]
    return [*template.problems, *inside]


def _resolved(source: str, scope: Scope, budget: Budget) -> Value:
    template = parsed_template(source)
    if len(template.holes) == 1 and not any(template.literals):
        return evaluate(template.holes[0].source, scope, budget)
    values = [plain(operand(hole.source, scope, budget)) for hole in template.holes]
    return _filled(template.literals, values)


def _shown(hole: Hole, scope: Scope, budget: Budget, incidents: list[str]) -> str:
    try:
        value: Operand = operand(hole.source, scope, budget)
        return shown(value, scope, parsed(hole.source).labelled)
    except ExpressionError as error:
        incidents.append(f"{{{hole.source}}}: {error}")
        return ""


def _filled(literals: tuple[str, ...], values: list[str]) -> str:
    parts = [literals[0]]
    for value, literal in zip(values, literals[1:], strict=True):
        parts += (value, literal)
    return "".join(parts)


def _literal(piece: str | Hole | Problem) -> str:
    match piece:
        case str():
            return piece
        case Hole():
            return _HOLE
        case Problem():
            return ""


def _pieces(source: str) -> Iterator[str | Hole | Problem]:
    at = 0
    while token := _TOKEN.search(source, at):
        yield source[at : token.start()]
        at = token.end()
        if token[0] != "{":
            yield token[0][0]
            if token[0] == "}":
                yield _unopened(token.start())
            continue
        end = _end_of_hole(source, at)
        if end is None:
            yield _unclosed(token.start())
            break
        yield _hole(source[at:end], token.start())
        at = end + 1
    yield source[at:]


def _end_of_hole(source: str, start: int) -> int | None:
    for found in _QUOTE_OR_END.finditer(source, start):
        if found[0] == "}":
            return found.start()
        if found[0] == "{":
            return None
    return None


def _hole(source: str, at: int) -> Hole | Problem:
    if not source.strip():
        return Problem(at, "There is nothing between { and }.", "Write {{}} to show the braces.")
    return Hole(source, at + 1)


def _unclosed(at: int) -> Problem:
    return Problem(at, "This { is never closed.", "Close it with }, or write {{ to show a brace.")


def _unopened(at: int) -> Problem:
    hint = "Write }} to show a brace."
    return Problem(at, "This } closes nothing.", hint, "warning")
