"""What starts a dialogue in Python that does not say it: its own name, as a command."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from bot.brand.leaves import Words
from bot.core.lazy_pattern import lazy_pattern
from bot.core.universal import universal_word
from bot.dialogue.checks.references import targets_of
from bot.dialogue.model.script import Script, Start
from bot.dialogue.model.walk import steps_in
from bot.dialogue.python.script import PythonScript

_COMMAND = lazy_pattern(r"[a-z0-9_]{1,32}")


def with_starts(
    scripts: Sequence[Script], languages: Sequence[str], opened: Collection[str]
) -> list[Script]:
    """Return dialogues, each in Python that nothing starts with its name as its command.

    Args:
        scripts: the brand's dialogues.
        languages: the brand's languages.
        opened: the dialogues that broadcasts and feeds open.
    """
    led_to = {
        name.text
        for script in scripts
        for _, step in steps_in(script.steps)
        for name in targets_of(step)
    }
    commands = {
        one.text.casefold()
        for script in scripts
        for start in script.starts or ()
        for one in start.command or ()
    }
    taken = led_to | commands | set(opened)
    return [_started(script, taken, languages) for script in scripts]


def _started(script: Script, taken: Collection[str], languages: Sequence[str]) -> Script:
    if not isinstance(script, PythonScript) or script.starts is not None:
        return script
    name = script.dialogue
    command = name.text.casefold()
    if name.text in taken or command in taken or not _COMMAND.fullmatch(command):
        return script
    if universal_word(command, tuple(languages)) is not None:
        return script
    start = Start(place=script.place, command=(Words(command, name.scalar),))
    return replace(script, starts=(start,))
