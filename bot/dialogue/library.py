"""All that the machine may say and start: a brand's dialogues now, and older versions."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from bot.brand.brand import Brand
from bot.brand.broadcast import Broadcast
from bot.dialogue.program import Dialogue, Program, WaitFor


class EventStart(Struct, frozen=True):
    """A dialogue that an event starts: for the subscribers of `topic`, or for one person (None).

    Quiet hours do not hold an `urgent` one.
    """

    dialogue: str
    topic: str | None = None
    urgent: bool = False


class Library(Struct, frozen=True):
    """What `step` looks things up in.

    `older` holds programs by version for conversations that are still inside them.
    """

    brand: Brand
    dialogues: Mapping[str, Dialogue]
    older: Mapping[str, Program] = field(default_factory=dict)
    broadcasts: Mapping[str, Broadcast] = field(default_factory=dict)

    def program(self, dialogue: str, version: str) -> Program | None:
        """Return that version of the dialogue, None where nobody has it any more."""
        current = self.dialogues.get(dialogue)
        if current is not None and current.program.version == version:
            return current.program
        return self.older.get(version)

    def event_starts(self, name: str) -> Sequence[EventStart]:
        """Return what an event of that name starts, in the brand's order."""
        return [
            EventStart(dialogue.name, trigger.topic, trigger.urgent)
            for dialogue in self.dialogues.values()
            for trigger in dialogue.triggers
            if trigger.event == name
        ]

    def awaits(self, name: str) -> bool:
        """Say whether any conversation may wait for an event of that name, in any version."""
        now = (dialogue.program for dialogue in self.dialogues.values())
        return any(
            isinstance(step, WaitFor) and step.event == name
            for program in (*now, *self.older.values())
            for step in program.instructions
        )
