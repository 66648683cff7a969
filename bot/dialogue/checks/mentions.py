"""What expressions name: slots that have a value there, and facts that something sets."""

import ast
from collections.abc import Callable, Iterator, Mapping

from bot.brand.suggestions import nearest
from bot.brand.wording import listed, quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.expression import (
    KNOWN_FACTS,
    Mention,
    check_expression,
    mentions_in,
    nodes_in,
    parts_in,
)
from bot.dialogue.expressions.grammar import offset_of
from bot.dialogue.expressions.problems import Problem

PARTS: Mapping[str, frozenset[str]] = {
    "event": frozenset({"text", "name", "data"}),
    "brand": frozenset({"id", "title", "languages", "timezone"}),
}
"""What `event` and `brand` hold, whatever a dialogue does."""

_BETWEEN_WORDS = lazy_pattern(r"[\s-]+")

Check = Callable[[str], list[Problem]]


def checking(
    scene: Scene, assigned: frozenset[str] | None, more: frozenset[str] = frozenset()
) -> Check:
    """Return what checks an expression of a step.

    Args:
        scene: the dialogue.
        assigned: the slots that may have a value there, None where that is not asked.
        more: names that mean something there and are no slots.
    """
    slots = scene.slots.plus(more)
    parts = {**PARTS, "person": frozenset({*KNOWN_FACTS, *scene.known.facts})}

    def check(source: str) -> list[Problem]:
        misspelt = _misspelt(scene, source)
        if misspelt is not None:
            return [misspelt]
        problems = check_expression(source, slots, scene.giving, scene.known.givers)
        if assigned is not None:
            problems += _read_early(scene, source, assigned)
        problems += _uncounted(scene, source)
        for mention in parts_in(source):
            name, known = mention.name, parts.get(mention.of or "", frozenset())
            if name not in known and name not in scene.doubtful and not scene.known.may_know(name):
                problems.append(_unknown_part(mention, known))
        return problems

    return check


def _uncounted(scene: Scene, source: str) -> Iterator[Problem]:
    """Yield a problem for each option that is read of a count and is none of its question's."""
    for node in nodes_in(source):
        match node:
            case ast.Attribute(value=ast.Name(id=slot), attr=option) if slot in scene.counted:
                known = scene.counted[slot]
                if option not in known:
                    guess = nearest(option, known)
                    hint = f'Did you mean "{guess}"?' if guess else f"It counts {listed(known)}."
                    message = f'"{slot}" does not count {quoted(option)}.'
                    end = offset_of(source, node) + len(slot) + 1
                    yield Problem(end, message, hint)
            case _:
                continue


def _read_early(scene: Scene, source: str, assigned: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each slot that gets its value only later, on every way."""
    for mention in mentions_in(source):
        name = mention.name
        later = scene.first_given.get(name)
        if later is not None and name not in assigned and name not in scene.doubtful:
            line = later.place.line
            message = f'"{name}" has no value yet here: only line {line} gives it one.'
            yield Problem(mention.offset, message, "Move that up, or this down.")


def _misspelt(scene: Scene, source: str) -> Problem | None:
    """Return what is wrong with a slot whose name is written with spaces or hyphens."""
    name = _BETWEEN_WORDS.sub("_", source.strip())
    if name == source.strip() or name not in scene.first_given:
        return None
    return Problem(0, f"{quoted(source)} is no slot.", f'Write "{name}".')


def _unknown_part(mention: Mention, known: frozenset[str]) -> Problem:
    whole, near = mention.of, nearest(mention.name, known)
    if near is not None:
        hint = f'Did you mean "{whole}.{near}"?'
    elif whole == "person":
        hint = f"Set it with `set: {{person.{mention.name}: …}}`."
    elif whole == "now":
        hint = "Compare it with a time or a day: now >= '18:00'."
    else:
        hint = f"There is {listed(known)}."
    return Problem(mention.offset, f"Nothing ever sets {whole}.{mention.name}.", hint, "warning")
