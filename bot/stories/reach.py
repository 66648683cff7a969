"""Which authored steps no story reaches, and which ways out of a step none takes."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from bot.core.values import Value
from bot.dialogue.machine.cases import case_of
from bot.dialogue.machine.turn import Visit
from bot.dialogue.program import Ask, Instruction, Jump, Match, Question, Say, Test
from bot.dialogue.publishing.library import Library

AUTHORED = "steps."
"""How the paths of authored steps begin; the compiler's own end of a program has another."""

BESIDE = "else"
"""The way past a step whose author wrote none for when nothing holds, and none fits."""

_FIRST = ".0"


class Way(Struct, frozen=True):
    """From one step of a dialogue to the next that the same turn took, by their paths."""

    dialogue: str
    path: str
    to: str

    @property
    def leads_past(self) -> bool:
        """Whether it leads out of the step, and not into the steps that it holds."""
        return self.to != self.path and not self.to.startswith(f"{self.path}.")


class Unreached(Struct, frozen=True):
    """An authored step that no story came to: its kind, and its text where it has one."""

    dialogue: str
    path: str
    step: str
    text: str | None = None


class Branch(Struct, frozen=True, kw_only=True):
    """A way out of a step, by the key that leads there: `then`, `cases.x`, `otherwise`.

    `text` is the condition, or the value that is matched. `written` says that there are steps on
    it; the way past an `if` without `else` has none.
    """

    dialogue: str
    path: str
    step: str
    branch: str
    written: bool = True
    text: str | None = None

    def is_taken(self, visits: Collection[Visit], passed: Collection[Visit]) -> bool:
        """Say whether a story went this way; `passed` are the steps that one went past."""
        if self.written:
            return Visit(self.dialogue, f"{self.path}.{self.branch}{_FIRST}") in visits
        return Visit(self.dialogue, self.path) in passed


class Reach(Struct, frozen=True):
    """How far the stories of a brand go."""

    steps: int = 0
    branches: int = 0
    unreached: tuple[Unreached, ...] = ()
    untaken: tuple[Branch, ...] = ()


def reach_of(library: Library, visits: Collection[Visit], ways: Collection[Way]) -> Reach:
    """Return how far stories went.

    Args:
        library: the brand's dialogues.
        visits: the steps that they passed through.
        ways: from which step to which.
    """
    passed = {Visit(way.dialogue, way.path) for way in ways if way.leads_past}
    found = [
        (branch, branch.is_taken(visits, passed))
        for name, steps in _programs(library)
        for branch in _branches(name, steps)
    ]
    return Reach(
        steps=sum(len(steps) for _, steps in _programs(library)),
        branches=len(found),
        unreached=unreached(library, visits),
        untaken=tuple(branch for branch, taken in found if not taken),
    )


def unreached(library: Library, reached: Collection[Visit]) -> tuple[Unreached, ...]:
    """Return the authored steps that are not among those reached, in the order of the files."""
    return tuple(
        Unreached(name, path, _kind(instruction), _text(instruction))
        for name, steps in _programs(library)
        for path, instruction in steps.items()
        if Visit(name, path) not in reached
    )


def _programs(library: Library) -> Iterator[tuple[str, Mapping[str, Instruction]]]:
    for program in sorted(library.published, key=lambda one: one.dialogue):
        prefix = AUTHORED if program.code is None else ""
        yield program.dialogue, _authored(program.instructions, prefix)


def _authored(instructions: Iterable[Instruction], prefix: str) -> dict[str, Instruction]:
    """Return the first instruction of each authored step by its path."""
    found: dict[str, Instruction] = {}
    for instruction in instructions:
        if not isinstance(instruction, Jump) and instruction.path.startswith(prefix):
            found.setdefault(instruction.path, instruction)
    return found


def _branches(dialogue: str, steps: Mapping[str, Instruction]) -> Iterator[Branch]:
    """Yield the ways out of each step: into the steps that it holds, or past them."""
    held: dict[str, list[str]] = {}
    for path in steps:
        block = path.removesuffix(_FIRST)
        owner = _owner(block, steps)
        if block != path and owner is not None:
            held.setdefault(owner, []).append(block[len(owner) + 1 :])
    for owner, branches in held.items():
        step = steps[owner]
        kind, text = _kind(step), _decided_by(step)
        for branch in branches:
            yield Branch(dialogue=dialogue, path=owner, step=kind, branch=branch, text=text)
        decides = isinstance(step, Test | Match) and not _is_exhaustive(step, steps.values())
        if decides and BESIDE not in branches:
            yield Branch(
                dialogue=dialogue, path=owner, step=kind, branch=BESIDE, written=False, text=text
            )


def _owner(block: str, steps: Mapping[str, Instruction]) -> str | None:
    """Return the path of the step that holds a block, None for the dialogue itself."""
    at = block.rpartition(".")[0]
    while at and at not in steps:
        at = at.rpartition(".")[0]
    return at or None


def _is_exhaustive(step: Test | Match, steps: Iterable[Instruction]) -> bool:
    """Say whether the cases of a step are all that a choice of this dialogue can give."""
    if isinstance(step, Test):
        return False
    asked = [one.question for one in steps if isinstance(one, Ask)]
    about = [question for question in asked if question.slot == step.subject.strip()]
    values = [value for question in about for value in _values_of(question)]
    return bool(values) and all(case_of(value, step.cases) is not None for value in values)


def _values_of(question: Question) -> Iterable[Value]:
    """Return what the slot of a question holds after its answers, where they are known."""
    return (True, False) if question.type == "yes_no" else (one.value for one in question.choices)


def _decided_by(instruction: Instruction) -> str | None:
    match instruction:
        case Test(condition=text) | Match(subject=text):
            return text
        case _:
            return None


def _kind(instruction: Instruction) -> str:
    """Return the step's kind as its author wrote it."""
    return "if" if isinstance(instruction, Test) else str(instruction.__struct_config__.tag)


def _text(instruction: Instruction) -> str | None:
    match instruction:
        case Say():
            return instruction.variants[0].original
        case Ask():
            return instruction.question.text[0].original
        case _:
            return None
