"""Going one way or another."""

from bot.dialogue.program.part import Part


class Test(Part, frozen=True, tag="test"):
    """Go on with the next instruction where `condition` holds, else at `otherwise`."""

    path: str
    condition: str
    otherwise: int


class Match(Part, frozen=True, tag="match"):
    """Go to the case that equals `subject` (by value, with text fallback), else `otherwise`."""

    path: str
    subject: str
    cases: dict[str, int]
    otherwise: int


class Jump(Part, frozen=True, tag="jump"):
    """Go on elsewhere: written by the compiler, never by an author."""

    to: int
