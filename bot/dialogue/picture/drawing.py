"""From a dialogue to its picture."""

from collections.abc import Iterator, Sequence

from bot.dialogue.picture.picture import Box, Picture, Way
from bot.dialogue.picture.ways import ways_from
from bot.dialogue.picture.words import drawn
from bot.dialogue.program import Dialogue, Instruction, Jump, Trigger

START = "start"


def picture_of(dialogue: Dialogue) -> Picture:
    """Return the picture of a dialogue; its boxes are in the order of its steps."""
    code = dialogue.program.instructions
    found = _reached(code)
    ways = tuple(
        Way(_name(at), _name(to), when) for at in found for when, to in _followed(code, at)
    )
    start = Box(START, "start", "\n".join((dialogue.name, *map(_trigger, dialogue.triggers))))
    boxes = tuple(Box(_name(at), *drawn(code[at])) for at in found)
    return Picture(dialogue.name, (start, *boxes), (Way(START, _name(_landing(code, 0))), *ways))


def _reached(code: Sequence[Instruction]) -> Sequence[int]:
    """Return the instructions that something leads to, without jumps, in their order."""
    found: set[int] = set()
    waiting = [_landing(code, 0)]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += [to for _, to in _followed(code, at)]
    return sorted(found)


def _followed(code: Sequence[Instruction], at: int) -> Iterator[tuple[str, int]]:
    for when, to in ways_from(at, code[at]):
        yield when, _landing(code, to)


def _landing(code: Sequence[Instruction], at: int) -> int:
    """Return where somebody comes to who goes there: jumps lead on."""
    while isinstance(step := code[at], Jump):
        at = step.to
    return at


def _name(at: int) -> str:
    return f"step{at}"


def _trigger(trigger: Trigger) -> str:
    match trigger:
        case Trigger(command=str() as command):
            return f"/{command}"
        case Trigger(keyword=str() as keyword):
            return f"keyword {keyword}"
        case Trigger(phrase=str() as phrase):
            return f"“{phrase}”"
        case Trigger(link=str() as link):
            return f"link {link}"
        case _:
            topic = "" if trigger.topic is None else f" for {trigger.topic}"
            return f"event {trigger.event}{topic}"
