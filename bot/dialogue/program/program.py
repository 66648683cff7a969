"""One version of a dialogue, as the machine plays it."""

from collections.abc import Mapping
from functools import cached_property

from bot.core.events import Party
from bot.core.text import Text
from bot.dialogue.program.asking import Ask, Question
from bot.dialogue.program.branching import Jump, Match, Test
from bot.dialogue.program.calling import End, Go, Restart, Run
from bot.dialogue.program.consenting import Offer, Subscribe, Unsubscribe
from bot.dialogue.program.handing import Handoff
from bot.dialogue.program.looping import Repeat
from bot.dialogue.program.outside import Do, Http
from bot.dialogue.program.part import Part
from bot.dialogue.program.remembering import Set, Tag, Untag
from bot.dialogue.program.saying import Say
from bot.dialogue.program.splitting import Split
from bot.dialogue.program.telling import Emit
from bot.dialogue.program.waiting import Wait, WaitFor

Instruction = (
    Say
    | Ask
    | Offer
    | Subscribe
    | Unsubscribe
    | Set
    | Tag
    | Untag
    | Test
    | Match
    | Jump
    | Repeat
    | Split
    | Run
    | Go
    | End
    | Restart
    | Wait
    | WaitFor
    | Emit
    | Handoff
    | Do
    | Http
)


class Program(Part, frozen=True, dict=True, gc=True):
    """One version of a dialogue; `version` is the hash of everything else in it.

    Of a dialogue in Python `code` is the hash of its file: the instructions are its calls as far as
    they are written there, in the order of the file, and no run goes through them one by one.
    """

    dialogue: str
    title: Text
    language: str
    instructions: tuple[Instruction, ...]
    slots: tuple[str, ...] = ()
    interruptible: bool = True
    version: str = ""
    code: str | None = None
    party: Party = "person"

    @cached_property
    def questions(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions that fill each slot, in the order of the file; looked for once."""
        found: dict[str, tuple[Question, ...]] = {}
        for step in self.instructions:
            if isinstance(step, Ask) and (slot := step.question.slot) is not None:
                found[slot] = (*found.get(slot, ()), step.question)
        return found
