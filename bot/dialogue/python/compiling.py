"""From a dialogue in Python to what is stored of it and what is played."""

from collections.abc import Iterator, Sequence

from bot.brand.folder import File
from bot.brand.leaves import Template
from bot.core.ids import derive
from bot.core.text import Text
from bot.dialogue.compiling.code import Code, Translate
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.compiling.script import versioned
from bot.dialogue.compiling.step import compile_step
from bot.dialogue.program import Ask, Instruction, Program
from bot.dialogue.python.code import PythonCode, Site
from bot.dialogue.python.script import PythonScript
from bot.dialogue.python.talk_call import TalkCall
from bot.dialogue.steps import Broken

_DECIDING = frozenset({"type", "choices"})
"""What decides on what counts as an answer."""


def compile_python(
    script: PythonScript, language: str, translate: Translate, shared: str
) -> tuple[Program, PythonCode]:
    """Return the program of a dialogue that has no faults, and its code, not loaded yet.

    Args:
        script: the dialogue as written.
        language: the language that it is written in.
        translate: gives a text its translations.
        shared: the hash of what it may import beside it.
    """
    content = derive(script.document.text, shared)
    sites = tuple(_site(call, translate) for call in script.calls)
    title = Text(script.dialogue.text) if script.title is None else translate(script.title)
    compiled = Program(
        dialogue=script.dialogue.text,
        title=title,
        language=language,
        instructions=tuple(one.instruction for one in sites if one.instruction is not None),
        slots=tuple(sorted({*_slots(script)})),
        interruptible=is_on(script.interruptible, default=True),
        code=content,
    )
    code = PythonCode(
        file=script.document.file,
        content=content,
        shared=shared,
        tree=script.tree,
        numbers=script.numbered,
        name=script.function,
        sites=sites,
        parameters=frozenset(one.text for one in script.parameters),
    )
    return versioned(compiled), code


def shared_hash(files: Sequence[File]) -> str:
    """Return the hash of the Python that dialogues import, empty where there is none."""
    parts = [part for file in files for part in (file.path, file.data.decode(errors="replace"))]
    return derive(*parts) if parts else ""


def _slots(script: PythonScript) -> Iterator[str]:
    yield from (one.text for one in script.parameters)
    for call in script.calls:
        if call.slot is not None:
            yield call.slot.text
        if call.kind == "set":
            yield from call.values


def _site(call: TalkCall, translate: Translate) -> Site:
    texts: dict[str, Text] = {}

    def remember(template: Template) -> Text:
        return texts.setdefault(template.text, translate(template))

    instruction = _instruction(call, remember)
    return Site(
        path=call.path,
        kind=call.kind,
        line=call.place.line,
        sign=_sign(call, instruction),
        instruction=instruction,
        slot=None if call.slot is None else call.slot.text,
        varies=call.varies,
        computed=call.computed,
        texts=texts,
    )


def _sign(call: TalkCall, instruction: Instruction | None) -> str | None:
    if not isinstance(instruction, Ask):
        return call.path
    return None if call.varies & _DECIDING else f"{call.path}:{instruction.question.type}"


def _instruction(call: TalkCall, translate: Translate) -> Instruction | None:
    if isinstance(call.step, Broken):
        return None
    code = Code(translate, compile_step)
    compile_step(code, call.step, call.path)
    return code.instructions[0]
