"""Reading a Python file: the dialogue in it, or the faults that leave none."""

import ast
from collections.abc import Iterator, Sequence

from bot.brand.collected import Faults
from bot.brand.folder import File
from bot.brand.nodes import Document
from bot.dialogue.model.names import SlotName
from bot.dialogue.model.script import Script
from bot.dialogue.python.calls import CallReader
from bot.dialogue.python.declaring import Declaration, dialogue_function
from bot.dialogue.python.manners import check_manners
from bot.dialogue.python.script import PythonScript
from bot.dialogue.python.source import Source, read_source
from bot.dialogue.python.talk_call import TalkCall
from bot.dialogue.steps import Block


def read_script(file: File, faults: Faults) -> tuple[Document, PythonScript | None]:
    """Return a file's text, and the dialogue in it; None after a fault that leaves none."""
    document, source = read_source(file.path, file.data, faults)
    function = None if source is None else dialogue_function(source, faults)
    if source is None or function is None:
        return document, None
    parameters = tuple(_parameters(source, function, faults))
    if not parameters:
        return document, None
    calls = CallReader(source, parameters[0].text, faults).read()
    check_manners(source, parameters[0].text, calls.keys(), faults)
    return document, _script(source, function, tuple(parameters[1:]), calls, faults)


def _script(
    source: Source,
    function: ast.AsyncFunctionDef,
    parameters: Sequence[SlotName],
    calls: dict[ast.Call, TalkCall],
    faults: Faults,
) -> PythonScript | None:
    heading = Script.read(Declaration(source, faults).heading(function), faults)
    if heading is None:
        return None
    return PythonScript(
        place=heading.place,
        dialogue=heading.dialogue,
        title=heading.title,
        language=heading.language,
        starts=heading.starts,
        interruptible=heading.interruptible,
        steps=Block(heading.place, tuple(one.step for one in calls.values())),
        document=source.document,
        tree=source.tree,
        function=function.name,
        calls=tuple(calls.values()),
        numbered={node: number for number, node in enumerate(calls)},
        parameters=tuple(parameters),
    )


def _parameters(
    source: Source, function: ast.AsyncFunctionDef, faults: Faults
) -> Iterator[SlotName]:
    """Yield `talk`, then the names of the slots that callers may set."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    if not positional:
        message = "A dialogue takes the conversation that it is part of."
        faults.error(source.place(function), message, f"Write async def {function.name}(talk):")
        return
    defaults = len(positional) - len(arguments.defaults)
    bare = [*positional[1:defaults]]
    bare += [
        one
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is None
    ]
    for one in bare:
        message = f'"{one.arg}" has no default.'
        hint = f"Write {one.arg}=None: the dialogue may be started without it."
        faults.error(source.place(one), message, hint)
    for one in (*positional, *arguments.kwonlyargs):
        yield SlotName(one.arg, source.name(source.place(one), one.arg))
