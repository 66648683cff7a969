"""Endings without a word: somebody has spoken, and the dialogue is over before it answers."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from bot.brand.leaves import Name
from bot.brand.nodes import Place
from bot.dialogue.checks.possible import is_exhaustive
from bot.dialogue.checks.scene import Scene
from bot.dialogue.checks.starts import GREETINGS, OVERRIDES
from bot.dialogue.model.walk import blocks_in, may_pass_by
from bot.dialogue.steps import (
    AskStep,
    Block,
    BranchingStep,
    Broken,
    EndStep,
    GoStep,
    HandoffStep,
    MatchStep,
    OfferStep,
    RepeatStep,
    RestartStep,
    RunStep,
    SayStep,
    Step,
    WaitForStep,
    WaitStep,
)

Owing = frozenset[Place | None]
"""What the brand may owe an answer to at one place: None where it has spoken since."""

_NOTHING: Owing = frozenset({None})
_CALLER = Place("", 0, 0)
"""Stands for whatever a dialogue's caller owes when the call begins."""

_AT_HAND: Owing = frozenset({_CALLER})
_ROUNDS = 3
"""Passes of a loop after which nothing new can be owed: in, round, and round again."""


def check_endings(scenes: Sequence[Scene]) -> None:
    """Warn of each answer, and each start, after which a dialogue can end without a word."""
    written = [scene for scene in scenes if not scene.is_python]
    endings = _Endings({scene.name: scene for scene in written})
    called = {name for scene in scenes for name in _called_in(scene)}
    warned: set[Place] = set()
    for scene in written:
        begun = _is_begun_by_people(scene)
        if not begun and scene.name in called:
            continue
        for place in sorted(endings.of(scene)):
            if place != _CALLER and place not in warned:
                warned.add(place)
                message = "After this answer the dialogue can end without a word."
                hint = "Say something before it ends: people wonder whether they were heard."
                scene.faults.warning(place, message, hint)
            elif place == _CALLER and begun:
                message = f'"{scene.name}" can end without having said a word.'
                hint = "Say something on every way, or people wonder whether they were heard."
                scene.faults.warning(scene.script.dialogue.place, message, hint)


def _called_in(scene: Scene) -> Iterator[str]:
    for _, step in scene.steps:
        if isinstance(step, RunStep):
            yield step.run.text
        elif isinstance(step, GoStep) and step.go.text != scene.name:
            yield step.go.text


def _is_begun_by_people(scene: Scene) -> bool:
    starts = scene.script.starts or ()
    by_words = any(one.command or one.phrases or one.keyword or one.link for one in starts)
    return by_words or scene.name in GREETINGS | OVERRIDES | scene.known.pressed


class _Endings:
    """What dialogues owe when they end: worked out until nothing more comes of one another."""

    def __init__(self, scenes: Mapping[str, Scene]) -> None:
        self._scenes = scenes
        self._owed: dict[str, Owing] = dict.fromkeys(scenes, frozenset())
        self._leading: dict[str, set[str]] = {}
        self._work_out()

    def of(self, scene: Scene) -> list[Place]:
        """Return the places of all that a dialogue can leave without an answer."""
        return [place for place in self._owed[scene.name] if place is not None]

    def behind(self, name: str, leading: str) -> Owing:
        """Return what may be owed where a dialogue has ended, to one that leads there."""
        self._leading.setdefault(name, set()).add(leading)
        return self._owed.get(name, _NOTHING)

    def _work_out(self) -> None:
        """Walk through every dialogue, and again where another that it leads to owes more."""
        waiting = deque(self._scenes)
        while waiting:
            name = waiting.popleft()
            owed = _Walk(self._scenes[name], self).ended()
            if owed != self._owed[name]:
                self._owed[name] = owed
                waiting += self._leading.get(name, set()) - set(waiting)


class _Walk:
    """The ways through one dialogue, and what is owed along them."""

    def __init__(self, scene: Scene, endings: _Endings) -> None:
        self._scene = scene
        self._endings = endings
        self._ended: set[Place | None] = set()

    def ended(self) -> Owing:
        """Return what may be owed at its ends."""
        behind = self._through(self._scene.script.steps, _AT_HAND)
        return behind | self._ended

    def _through(self, block: Block, owing: Owing) -> Owing:
        """Return what may be owed behind a block: nothing is where no way leads there."""
        if not block.steps:
            return _NOTHING  # that has its own fault
        for step in block.steps:
            owing = self._after(step, owing)
            if not owing:
                break
        return owing

    def _after(self, step: Step, owing: Owing) -> Owing:
        match step:
            case EndStep() | GoStep() | RestartStep():
                self._ended |= self._left(step, owing)
                return frozenset()
            case RunStep(run=name):
                return _with_caller(self._behind(name), owing)
            case SayStep() | WaitStep() | HandoffStep() | Broken():
                return _NOTHING
            case RepeatStep():
                return self._round(step, owing)
            case AskStep() | OfferStep() | WaitForStep():
                # When its time is over nobody has just spoken.
                return _answered(step, owing).union(*self._inside(step, _NOTHING))
            case _:
                passed = owing if self._may_pass_by(step) else frozenset()
                return passed.union(*self._inside(step, owing))

    def _left(self, step: EndStep | GoStep | RestartStep, owing: Owing) -> Owing:
        match step:
            case EndStep():
                return owing
            case GoStep(go=name):
                return _with_caller(self._behind(name), owing)
            case RestartStep():
                return frozenset()
            case _:
                assert_never(step)

    def _behind(self, name: Name) -> Owing:
        return self._endings.behind(name.text, self._scene.name)

    def _may_pass_by(self, step: Step) -> bool:
        if isinstance(step, MatchStep) and is_exhaustive(self._scene, step):
            return False
        return not isinstance(step, BranchingStep) or may_pass_by(step)

    def _inside(self, step: Step, owing: Owing) -> list[Owing]:
        return [self._through(block, owing) for _, block in blocks_in(step, "")]

    def _round(self, step: RepeatStep, owing: Owing) -> Owing:
        behind: Owing = frozenset()
        for _ in range(_ROUNDS):
            behind |= self._through(step.repeat, owing | behind)
        return behind | owing if may_pass_by(step) else behind


def _answered(step: AskStep | OfferStep | WaitForStep, owing: Owing) -> Owing:
    """Return what is owed right behind a step that waits; an offer may pass without asking."""
    match step:
        case AskStep(place=place):
            return frozenset({place})
        case OfferStep(place=place):
            return owing | {place}
        case _:
            return _NOTHING


def _with_caller(owed: Owing, owing: Owing) -> Owing:
    """Return what is owed behind a call: what the called one owes, with its caller's in place."""
    own = owed - _AT_HAND
    return own | owing if _CALLER in owed else own
