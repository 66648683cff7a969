"""Going round."""

from bot.dialogue.program.part import Part


class Repeat(Part, frozen=True, tag="repeat"):
    """Go on with the next instruction for one more pass, or at `leave` when the loop is over.

    It is over when `until` holds after a pass or `while_` does not hold before one, when there
    were as many passes as `times` says (a number, or a text that is one `{expression}`), or, which
    is put on record, as many as `at_most`. None bounds nothing.
    """

    path: str
    leave: int
    until: str | None = None
    while_: str | None = None
    times: int | str | None = None
    at_most: int | None = None
