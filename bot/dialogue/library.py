"""All that the machine may say and start: a brand's dialogues now, and older versions."""

from collections.abc import Mapping

from msgspec import Struct, field

from bot.brand.brand import Brand
from bot.dialogue.program import Dialogue, Program


class Library(Struct, frozen=True):
    """What `step` looks things up in.

    `older` holds programs by version for conversations that are still inside them.
    """

    brand: Brand
    dialogues: Mapping[str, Dialogue]
    older: Mapping[str, Program] = field(default_factory=dict)

    def program(self, dialogue: str, version: str) -> Program | None:
        """Return that version of the dialogue, None where nobody has it any more."""
        current = self.dialogues.get(dialogue)
        if current is not None and current.program.version == version:
            return current.program
        return self.older.get(version)
