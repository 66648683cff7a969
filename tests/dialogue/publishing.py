"""Brands that are published anew while somebody is inside them."""

from msgspec.structs import replace

from bot.dialogue.program import led_to
from bot.dialogue.publishing.library import Library
from tests.dialogue.talking import written


def after(old: Library, dialogues: str) -> Library:
    """Return what is published after a library: the programs of before are kept beside it."""
    new = written(dialogues)
    current = {one.program.version for one in new.dialogues.values()}
    programs = [one.program for one in old.dialogues.values()]
    gone = {one.version: one for one in programs if one.version not in current}
    beside = {
        version: {
            name: old.dialogues[name].program.version
            for name in led_to(program)
            if name in old.dialogues
        }
        for version, program in gone.items()
    }
    return replace(new, older={**old.older, **gone}, beside={**old.beside, **beside})
