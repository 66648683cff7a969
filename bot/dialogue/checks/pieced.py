"""Texts that a program puts together by itself: no catalogue can hold them."""

from bot.dialogue.checks.scene import Scene
from bot.dialogue.python.script import PythonScript


def check_pieced(scene: Scene) -> None:
    """Warn of f-strings that people read, where they read more than one language."""
    if not isinstance(scene.script, PythonScript) or len(scene.known.languages) < 2:  # noqa: PLR2004
        return
    for call in scene.script.calls:
        for place in call.pieced:
            message = "This text is put together here: it is shown in no other language."
            hint = 'Write it without f, and name its values in the call: "Hello {name}", name=name.'
            scene.faults.warning(place, message, hint)
