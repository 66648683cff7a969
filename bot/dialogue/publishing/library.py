"""All that the machine may say and start: a brand's dialogues now, and older versions."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from bot.brand.brand import Brand
from bot.brand.broadcast import Broadcast
from bot.dialogue.program import FAQ, Dialogue, Faq, Program, WaitFor
from bot.dialogue.publishing.starts import EventStart, Starts, starts_of
from bot.dialogue.python.code import PythonCode


class Library(Struct, frozen=True, dict=True):
    """What `step` looks things up in.

    `older` holds programs by version for conversations that are still inside them, and `beside`, by
    the version of each of them, the versions of the dialogues that it was published with.
    `media` are the files that the brand can show, by address, with their sizes in bytes. `folder`
    is where its files are, None for one that was made in memory. `pinned` are the arms of splits
    that a story wants, by name, the latest last. `faq` is what it says to what people ask again and
    again. `python` is the code of the dialogues that are written in Python, of which no older
    version is kept.
    """

    brand: Brand
    dialogues: Mapping[str, Dialogue]
    older: Mapping[str, Program] = field(default_factory=dict)
    broadcasts: Mapping[str, Broadcast] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    media: Mapping[str, int] = field(default_factory=dict)
    folder: Path | None = None
    pinned: Mapping[str, str] = field(default_factory=dict)
    faq: Faq | None = None
    python: Mapping[str, PythonCode] = field(default_factory=dict)

    def program(self, dialogue: str, version: str) -> Program | None:
        """Return that version of the dialogue, None where nobody has it any more.

        A dialogue in Python is played by its present code, whichever it began with.
        """
        current = self.current(dialogue)
        if current is not None and current.version == version:
            return current
        older = self.older.get(version)
        if older is not None and older.code is None:
            return older
        return current if current is not None and current.code is not None else None

    def current(self, dialogue: str) -> Program | None:
        """Return what a new run of a dialogue gets, None where the brand no longer has it."""
        found = self.faq if dialogue == FAQ else self.dialogues.get(dialogue)
        return None if found is None else found.program

    def called(self, caller: Program, name: str) -> Program | None:
        """Return the program that a dialogue calls: the version that it was published with.

        What it passes on and what it gets back fit that one, whatever the dialogue has become.
        """
        return self._beside(caller, name) or self.current(name)

    def followed(self, leader: Program, name: str) -> Program | None:
        """Return the program that a dialogue leads to: as it is now, or as it was last."""
        return self.current(name) or self._beside(leader, name)

    def _beside(self, program: Program, name: str) -> Program | None:
        version = self.beside.get(program.version, {}).get(name)
        return None if version is None else self.program(name, version)

    @cached_property
    def published(self) -> tuple[Program, ...]:
        """The programs that are played now: those of the dialogues, and what faq.yaml says."""
        dialogues = (dialogue.program for dialogue in self.dialogues.values())
        return (*dialogues, *(() if self.faq is None else (self.faq.program,)))

    @cached_property
    def versions(self) -> frozenset[str]:
        """Every version that can be played, now or by whoever is still inside it."""
        return frozenset({*(program.version for program in self.published), *self.older})

    @cached_property
    def starts(self) -> Starts:
        """What starts its dialogues, worked out when it is first asked for."""
        return starts_of(self.dialogues.values(), self.faq)

    @cached_property
    def _awaited(self) -> frozenset[str]:
        return frozenset(
            step.event
            for program in (*self.published, *self.older.values())
            for step in program.instructions
            if isinstance(step, WaitFor)
        )

    def event_starts(self, name: str) -> Sequence[EventStart]:
        """Return what an event of that name starts, in the brand's order."""
        return self.starts.events.get(name, ())

    def awaits(self, name: str) -> bool:
        """Say whether any conversation may wait for an event of that name, in any version."""
        return name in self._awaited
