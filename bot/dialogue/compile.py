"""From a dialogue as written to a program: flat instructions that jump."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, assert_never

import msgspec
from msgspec.structs import replace

from bot.brand.leaves import Anything, Condition, Duration, Template, Words
from bot.core.ids import derive
from bot.core.text import Text
from bot.core.values import Value
from bot.dialogue import program
from bot.dialogue.program import AskType, Instruction, Program
from bot.dialogue.script import Script
from bot.dialogue.slots import slots_given
from bot.dialogue.steps import (
    AskStep,
    Block,
    Broken,
    ButtonTarget,
    EmitStep,
    EndStep,
    GoStep,
    IfStep,
    MatchStep,
    OfferStep,
    RestartStep,
    RunStep,
    SayStep,
    SetStep,
    SimpleStep,
    Step,
    SubscribeStep,
    UnsubscribeStep,
    WaitForStep,
    WaitingStep,
    WaitStep,
)

RATING = (1.0, 5.0)
"""The scale of a rating, unless the author says otherwise."""

Translate = Callable[[Template], Text]

Key = TypeVar("Key", bound=Words)


def compile_script(
    script: Script, language: str, translate: Translate, called_with: Sequence[str] = ()
) -> Program:
    """Return the program of a dialogue that has no faults.

    Args:
        script: the dialogue as written.
        language: the language that it is written in.
        translate: gives a text its translations.
        called_with: slots that callers set, beside those that it sets itself.
    """
    compiler = _Compiler(translate)
    compiler.block(script.steps, "steps")
    compiler.emit(program.End(path="end"))
    title = Text(script.dialogue.text) if script.title is None else translate(script.title)
    slots = sorted({*called_with, *(slot.text for slot in slots_given(script.steps))})
    compiled = Program(
        dialogue=script.dialogue.text,
        title=title,
        language=language,
        instructions=tuple(compiler.code),
        slots=tuple(slots),
        interruptible=script.interruptible is None or script.interruptible.on,
    )
    # In the order as written: `set` gives its values one after the other.
    content = msgspec.json.encode(compiled).decode()
    return replace(compiled, version=derive(content))


def ask_type(step: AskStep) -> AskType:
    """Return what counts as an answer: what is written, else choice with choices, else text.

    A type that could not be read is empty.
    """
    if step.type is not None:
        written: AskType = step.type.text  # type: ignore[assignment]  # its definition admits these
        return written
    return "text" if step.choices is None else "choice"


class _Compiler:
    def __init__(self, translate: Translate) -> None:
        self.code: list[Instruction] = []
        self._translate = translate

    def emit(self, instruction: Instruction) -> int:
        """Add an instruction, and return its number."""
        self.code.append(instruction)
        return len(self.code) - 1

    def block(self, block: Block, path: str) -> None:
        """Add the instructions of steps, one after the other."""
        for number, step in enumerate(block.steps):
            self._step(step, f"{path}.{number}")

    def _step(self, step: Step, path: str) -> None:
        match step:
            case IfStep():
                self._branches(step, path)
            case MatchStep():
                self._match(step, path)
            case AskStep() | OfferStep() | WaitForStep():
                self._waiting(step, path)
            case Broken():
                raise AssertionError("a dialogue with faults is not compiled")
            case _:
                self.emit(self._simple(step, path))

    def _simple(  # noqa: C901, PLR0911, PLR0912  # one case for each kind of step
        self, step: SimpleStep, path: str
    ) -> Instruction:
        match step:
            case SayStep():
                return self._say(step, path)
            case AskStep():
                return program.Ask(path, self._question(step), _seconds(step.within))
            case SetStep(set=values):
                return program.Set(path, _values(values))
            case RunStep(run=name, with_=arguments, as_=slot):
                called = _values(arguments or {})
                return program.Run(path, name.text, called, _text(slot))
            case GoStep(go=name):
                return program.Go(path, name.text)
            case OfferStep(offer=topic, as_=slot, within=within):
                return program.Offer(path, topic.text, _text(slot), _seconds(within))
            case SubscribeStep(subscribe=topic):
                return program.Subscribe(path, topic.text)
            case UnsubscribeStep(unsubscribe=topic):
                return program.Unsubscribe(path, topic.text)
            case WaitStep(wait=time):
                return program.Wait(path, time.seconds)
            case WaitForStep(wait_for=event, as_=slot, where=where, within=within):
                limit = _seconds(within)
                return program.WaitFor(path, event.text, _text(slot), _text(where), limit)
            case EmitStep(emit=event, with_=data):
                return program.Emit(path, event.text, _values(data or {}))
            case RestartStep():
                return program.Restart(path)
            case EndStep():
                return program.End(path)
            case _:
                assert_never(step)

    def _waiting(self, step: WaitingStep, path: str) -> None:
        """Add a step that waits, with what is done when its time is over behind it."""
        start = self.emit(self._simple(step, path))
        if step.otherwise is None:
            return
        leave = self.emit(program.Jump(0))
        waiting = self.code[start]
        assert isinstance(waiting, program.Ask | program.Offer | program.WaitFor)
        self.code[start] = replace(waiting, otherwise=len(self.code))
        self.block(step.otherwise, f"{path}.otherwise")
        self._land([leave])

    def _say(self, step: SayStep, path: str) -> program.Say:
        buttons = tuple(
            self._button(label, target) for label, target in (step.buttons or {}).items()
        )
        return program.Say(path, self._variants(step.say), buttons)

    def _button(self, label: Template, target: ButtonTarget) -> program.SayButton:
        said = None if target.say is None else self._translate(target.say)
        return program.SayButton(
            self._translate(label),
            run=_text(target.run),
            go=_text(target.go),
            url=_text(target.url),
            say=said,
        )

    def _question(self, step: AskStep) -> program.Question:
        kind = ask_type(step)
        least, most = RATING if kind == "rating" else (None, None)
        options = () if step.choices is None else step.choices.options
        return program.Question(
            text=self._variants(step.ask),
            type=kind,
            slot=_text(step.as_),
            choices=tuple(
                program.Choice(option.value, self._translate(option.label)) for option in options
            ),
            minimum=least if step.min is None else step.min.number,
            maximum=most if step.max is None else step.max.number,
            again=self._variants(step.again or ()),
            optional=step.optional is not None and step.optional.on,
            interruptible=step.interruptible is None or step.interruptible.on,
        )

    def _variants(self, templates: Sequence[Template]) -> tuple[Text, ...]:
        return tuple(self._translate(template) for template in templates)

    def _branches(self, step: IfStep, path: str) -> None:
        arms = [(step.if_, step.then, f"{path}.then")]
        arms += [
            (branch.if_, branch.then, f"{path}.elif.{number}.then")
            for number, branch in enumerate(step.elif_ or ())
        ]
        ends = [self._arm(path, condition, block, where) for condition, block, where in arms]
        if step.else_ is not None:
            self.block(step.else_, f"{path}.else")
        self._land(ends)

    def _arm(self, path: str, condition: Condition, block: Block, where: str) -> int:
        """Add one branch, and return the number of the jump that leaves it."""
        test = self.emit(program.Test(path, condition.text, 0))
        self.block(block, where)
        leave = self.emit(program.Jump(0))
        self.code[test] = program.Test(path, condition.text, len(self.code))
        return leave

    def _match(self, step: MatchStep, path: str) -> None:
        start = self.emit(program.Match(path, step.match.text, {}, 0))
        cases: dict[str, int] = {}
        ends = []
        for key, block in step.cases.items():
            cases[key.text] = len(self.code)
            self.block(block, f"{path}.cases.{key.text}")
            ends.append(self.emit(program.Jump(0)))
        self.code[start] = program.Match(path, step.match.text, cases, len(self.code))
        if step.else_ is not None:
            self.block(step.else_, f"{path}.else")
        self._land(ends)

    def _land(self, jumps: Sequence[int]) -> None:
        for number in jumps:
            self.code[number] = program.Jump(len(self.code))


def _values(values: Mapping[Key, Anything]) -> dict[str, Value]:
    return {name.text: one.value for name, one in values.items()}


def _text(words: Words | None) -> str | None:
    return None if words is None else words.text


def _seconds(within: Duration | None) -> int | None:
    return None if within is None else within.seconds
