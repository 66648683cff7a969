"""Where each step stands in its author's files: programs know their steps by paths only."""

from collections.abc import Iterable, Mapping

from bot.brand.nodes import Place
from bot.dialogue.machine.turn import Visit
from bot.dialogue.model.script import Script
from bot.dialogue.model.walk import steps_in
from bot.dialogue.python.script import PythonScript

StepPlaces = Mapping[Visit, Place]
"""The place of each step, by its dialogue and path."""


def places_of(scripts: Iterable[Script]) -> StepPlaces:
    """Return where the steps of these dialogues stand."""
    found: dict[Visit, Place] = {}
    for script in scripts:
        name = script.dialogue.text
        if isinstance(script, PythonScript):
            found |= {Visit(name, call.path): call.place for call in script.calls}
        else:
            found |= {Visit(name, path): step.place for path, step in steps_in(script.steps)}
    return found
