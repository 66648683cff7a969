"""Dialogues in Python, imported and watched over."""

from msgspec.structs import replace

from bot.dialogue.publishing.publish import Reading
from bot.dialogue.python.loading import load_python
from bot.engine.watching.watchdog import Watchdog

_WATCHDOG = Watchdog()
"""One for the process: it begins to look when the first dialogue in Python is played."""


def imported(reading: Reading) -> Reading:
    """Return a brand as read with its dialogues in Python ready to be played.

    Their code runs now, with the rights of the server; a file that cannot be imported is a fault,
    and leaves no library. Each is imported anew, as a module for each brand and each content.
    """
    library = reading.library
    if library is None or library.folder is None or not library.python:
        return reading
    loaded, faults = load_python(library, library.folder, _WATCHDOG)
    if faults:
        return replace(reading, library=None, faults=(*reading.faults, *faults))
    return replace(reading, library=loaded)
