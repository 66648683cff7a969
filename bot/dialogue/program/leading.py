"""Where a program leads to: the other dialogues that it names."""

from collections.abc import Iterator

from bot.dialogue.program.calling import Go, Run
from bot.dialogue.program.program import Program
from bot.dialogue.program.saying import Say


def led_to(program: Program) -> frozenset[str]:
    """Return the names of the dialogues that a program calls, goes to, or shows a button for."""
    return frozenset(_named_in(program))


def _named_in(program: Program) -> Iterator[str]:
    for step in program.instructions:
        match step:
            case Run(dialogue=name) | Go(dialogue=name):
                yield name
            case Say(buttons=buttons):
                for button in buttons:
                    yield from (name for name in (button.run, button.go) if name is not None)
            case _:
                continue
