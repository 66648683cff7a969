"""A dialogue as a whole."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from bot.core.ids import derive
from bot.core.text import Text
from bot.dialogue.compiling.code import Code, Translate
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.compiling.step import compile_step
from bot.dialogue.model.script import Script, is_shared
from bot.dialogue.model.slots import slots_given
from bot.dialogue.program import End, Program


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
    code = Code(translate, compile_step)
    code.block(script.steps, "steps")
    code.emit(End(path="end"))
    title = Text(script.dialogue.text) if script.title is None else translate(script.title)
    slots = sorted({*called_with, *(slot.text for slot in slots_given(script.steps))})
    program = Program(
        dialogue=script.dialogue.text,
        title=title,
        language=language,
        instructions=code.instructions,
        slots=tuple(slots),
        interruptible=is_on(script.interruptible, default=True),
        party="space" if is_shared(script) else "person",
    )
    return versioned(program)


def versioned(program: Program) -> Program:
    """Return a program with its version: the hash of everything else in it."""
    # In the order as written: `set` gives its values one after the other.
    content = msgspec.json.encode(program).decode()
    return replace(program, version=derive(content))
