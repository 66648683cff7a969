"""What people say at the market: fixed by a seed, when they can say it is not."""

import random
from dataclasses import dataclass

CHOICES = {"buy": "To buy", "talk": "To talk", "look": "To look around"}


@dataclass(frozen=True)
class Line:
    """One thing that a person does.

    `press` holds the label of a button, `text` what is typed otherwise. `hasty` lines do not wait
    for the answers of earlier ones; `twice` sends the same request a second time afterwards.
    `seconds` is how long it takes until its last answer has become due.
    """

    text: str | None = None
    press: str | None = None
    hasty: bool = False
    twice: bool = False
    seconds: int = 0


OWN_WORDS = "wool number"
"""What people say in words of their own begins with this."""

TEA = Line("/tea", seconds=3)
TEA_VISITS = 0.25
"""So many visits are for a cup of tea: a call and a wait, and then its answer."""


def _visit(dice: random.Random, is_last: bool) -> list[tuple[str, str]]:
    """What one visit to the stall is made of: (how, what) pairs, a wrong answer now and then."""
    errand = dice.choice(sorted(CHOICES))
    how = dice.choice(["press", "text"])
    said = [("text", "/stall"), (how, CHOICES[errand])]
    if errand == "talk":
        said.append(("text", f"{OWN_WORDS} {dice.randrange(10_000)} & <b>cloth</b> {{7*6}}"))
    if dice.random() < 0.3:
        said.append(("text", "/weather"))
    if dice.random() < 0.3:
        said.append(("text", "rather many"))
    said.append(("text", str(dice.randrange(1000))))
    answer = "Yes" if is_last else "No"
    said.append((dice.choice(["press", "text"]), answer))
    return said


def visit_lines(dice: random.Random, is_last: bool) -> tuple[Line, ...]:
    """Return the lines of one visit."""
    if not is_last and dice.random() < TEA_VISITS:
        return (TEA,)
    in_haste = dice.random() < 0.4
    lines: list[Line] = []
    for how, what in _visit(dice, is_last):
        twice = dice.random() < 0.05
        if how == "press" and not in_haste:
            lines.append(Line(press=what, twice=twice))
        else:
            hasty = in_haste and what != "/stall"
            lines.append(Line(what, hasty=hasty, twice=twice))
    return tuple(lines)
